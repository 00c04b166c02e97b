import { signal } from "@preact/signals";

/** Where the page is: one of the screens, and what it shows, all of it in the address. */
export type Screen = "fleet" | "stream" | "routing" | "trace" | "alerts" | "windows" | "patterns" | "system";

export interface Place {
  readonly screen: Screen;
  readonly params: Readonly<Record<string, string>>;
}

export const SCREENS: readonly Screen[] = ["fleet", "stream", "routing", "trace", "alerts", "windows", "patterns", "system"];

export function placeOf(path: string, search: string): Place {
  const name = path.replace(/^\/+|\/+$/g, "");
  const screen = SCREENS.find((known) => known === name) ?? "fleet";
  return { screen, params: Object.fromEntries(new URLSearchParams(search)) };
}

export function addressOf(screen: Screen, params: Readonly<Record<string, string>> = {}): string {
  const filled = Object.entries(params).filter(([, value]) => value !== "");
  const query = new URLSearchParams(filled).toString();
  return `${screen === "fleet" ? "/" : `/${screen}`}${query === "" ? "" : `?${query}`}`;
}

export const place = signal<Place>({ screen: "fleet", params: {} });

function read(): void {
  place.value = placeOf(location.pathname, location.search);
}

export function startPlace(): void {
  read();
  addEventListener("popstate", read);
}

/** Goes somewhere, one step that the back button undoes. */
export function go(screen: Screen, params: Readonly<Record<string, string>> = {}): void {
  const address = addressOf(screen, params);
  if (address !== location.pathname + location.search) {
    history.pushState(null, "", address);
    read();
  }
}

/** Changes what the screen shows; "" takes a parameter away. `step` makes it one for the back button. */
export function adjust(changes: Readonly<Record<string, string>>, step = false): void {
  const address = addressOf(place.value.screen, { ...place.value.params, ...changes });
  if (address === location.pathname + location.search) {
    return;
  }
  if (step) {
    history.pushState(null, "", address);
  } else {
    history.replaceState(null, "", address);
  }
  read();
}

export function param(name: string): string {
  return place.value.params[name] ?? "";
}
