import { Ago } from "../parts/Ago";
import { Empty } from "../parts/Empty";
import { Stat } from "../parts/Stat";
import { delay } from "../state/bus";
import { now } from "../state/clock";
import { zone } from "../state/preferences";
import { system, systemAt, viewFacts } from "../state/system";
import { bytes, count, duration } from "../text/numbers";
import { oneLine } from "../text/safe";
import { zoneName } from "../text/time";
import { EngineCards } from "./EngineCards";
import { GroupTable } from "./GroupTable";
import { TopicTable } from "./TopicTable";

/** The bus itself: what runs, what flows, what waits. */
export function SystemScreen() {
  const state = system.value;
  if (state === null) {
    return (
      <Empty title="Waiting for the bus">
        <p>It tells about itself as soon as the line to it stands.</p>
      </Empty>
    );
  }
  const lag = state.groups.reduce((sum, group) => sum + (group.lagEvents ?? 0), 0);
  const dead = state.deadLetters?.total ?? null;
  const started = state.startedAt ? Date.parse(state.startedAt) : null;
  return (
    <div class="system">
      <dl class="stats">
        <Stat label="agentbus" value={oneLine(state.version ?? "–")} note={started === null ? undefined : `up ${duration(now.value - started)}`} />
        <Stat label="Event to screen" value={duration(delay.value?.median)} note={`p95 ${duration(delay.value?.p95)}`} />
        <Stat label="Lag" value={count(lag)} note="events, all groups" tone={lag > 10_000 ? "warn" : "plain"} />
        <Stat
          label="Dead letters"
          value={count(dead)}
          note={dead === 0 ? "none" : dead === null ? "not counted yet" : `in the log, ${count(state.deadLetters?.written)} since the start`}
          tone={dead !== null && dead > 0 ? "bad" : "plain"}
        />
        <Stat label="Times in" value={zoneName(zone.value)} note={systemAt.value === null ? undefined : <>as of <Ago at={systemAt.value} /></>} />
      </dl>
      <EngineCards engines={state.engines} />
      <GroupTable groups={state.groups} />
      <TopicTable topics={state.topics} />
      {viewFacts.value !== null && (
        <section class="panel" aria-label="Live view">
          <h2>Live view</h2>
          <dl class="facts facts-wide">
            {Object.entries(viewFacts.value).map(([name, value]) => (
              <div key={name}>
                <dt>{oneLine(words(name))}</dt>
                <dd class="num">{shown(name, value)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}

function words(name: string): string {
  return name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).replace(/ ms$/, "");
}

function shown(name: string, value: number | string | null): string {
  if (typeof value !== "number") {
    return value === null ? "–" : oneLine(value);
  }
  if (name.endsWith("Bytes")) {
    return bytes(value);
  }
  return name.endsWith("Ms") ? duration(value) : count(value);
}
