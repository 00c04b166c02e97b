import { useEffect } from "preact/hooks";
import { ConnectionPill } from "../parts/ConnectionPill";
import { Link } from "../parts/Link";
import { SignedIn } from "../parts/SignedIn";
import { StaleBanner } from "../parts/StaleBanner";
import { fleetTotals } from "../state/fleet";
import { place, type Screen, SCREENS } from "../state/place";
import { narrow, nextTheme, otherZone, theme, zone } from "../state/preferences";
import { session } from "../state/session";
import { zoneName } from "../text/time";
import { AlertsScreen } from "./AlertsScreen";
import { FiringBadge } from "./FiringBadge";
import { FleetScreen } from "./FleetScreen";
import { NavIcon } from "./NavIcon";
import { PatternsScreen } from "./PatternsScreen";
import { RoutingScreen } from "./RoutingScreen";
import { SignIn } from "./SignIn";
import { StreamScreen } from "./StreamScreen";
import { SystemScreen } from "./SystemScreen";
import { TraceScreen } from "./TraceScreen";
import { WindowsScreen } from "./WindowsScreen";

const NAMES: Record<Screen, string> = {
  fleet: "Fleet",
  stream: "Stream",
  routing: "Routing",
  trace: "Trace",
  alerts: "Alerts",
  windows: "Metrics",
  patterns: "Patterns",
  system: "System",
};

/** What all screens share: where one is, where one can go, and whether it is true. */
export function Shell() {
  const screen = place.value.screen;
  const who = session.value;
  useEffect(() => {
    const troubled = fleetTotals.value.byState.stuck + fleetTotals.value.byState.lost;
    document.title = `${troubled > 0 ? `(${troubled}) ` : ""}${NAMES[screen]} · agentbus`;
  });
  return (
    <div class="shell">
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header class="top">
        <Link screen="fleet" class="brand" title="agentbus">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <path d="M4 16h24M10 12V6M22 20v6" />
            <circle cx="10" cy="16" r="4" />
            <circle cx="22" cy="16" r="4" class="brand-second" />
          </svg>
          <span>agentbus</span>
        </Link>
        <nav aria-label="Screens" class="screens">
          {SCREENS.map((each) => (
            <Link key={each} screen={each} current={each === screen} class="tab">
              <NavIcon screen={each} />
              <span>{NAMES[each]}</span>
              {each === "alerts" && <FiringBadge />}
            </Link>
          ))}
        </nav>
        <div class="top-end">
          {who.kind !== "shut" && <ConnectionPill />}
          <SignedIn />
          <button type="button" class="button quiet zone" onClick={otherZone} title="Times in local time or UTC">
            {zone.value === "utc" ? "UTC" : zoneName("local")}
          </button>
          <button type="button" class="button quiet theme" onClick={nextTheme} title="Colours: as the system, light, or dark">
            {narrow.value ? <span aria-hidden="true">◐</span> : theme.value}
            <span class="unseen"> colours: {theme.value}</span>
          </button>
        </div>
      </header>
      {who.kind !== "shut" && <StaleBanner />}
      <main id="content" tabIndex={-1} class={`content content-${screen}`}>
        <h1 class="unseen">{who.kind === "shut" ? "Sign in" : NAMES[screen]}</h1>
        {who.kind === "shut" ? <SignIn session={who} /> : who.kind === "open" && <Screen screen={screen} />}
      </main>
    </div>
  );
}

function Screen({ screen }: { screen: Screen }) {
  switch (screen) {
    case "fleet":
      return <FleetScreen />;
    case "stream":
      return <StreamScreen />;
    case "routing":
      return <RoutingScreen />;
    case "trace":
      return <TraceScreen />;
    case "alerts":
      return <AlertsScreen />;
    case "windows":
      return <WindowsScreen />;
    case "patterns":
      return <PatternsScreen />;
    case "system":
      return <SystemScreen />;
  }
}
