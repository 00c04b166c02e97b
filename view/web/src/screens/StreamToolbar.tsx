import { SearchBox } from "../parts/SearchBox";
import { Select } from "../parts/Select";
import { TextFilter } from "../parts/TextFilter";
import { fleet } from "../state/fleet";
import { adjust, param } from "../state/place";
import { held, missed, pause, paused, recentEvents, resume } from "../state/stream";
import { count, plural } from "../text/numbers";

export function StreamToolbar({ shown }: { shown: number }) {
  const lost = missed.value;
  return (
    <div class="toolbar">
      <SearchBox label="Search events" value={param("q")} onChange={(q) => adjust({ q })} />
      <TextFilter label="Agent" value={param("agent")} suggestions={[...fleet.value.keys()]} onChange={(agent) => adjust({ agent })} />
      <Select label="Type" value={param("type")} options={typeOptions(param("type"))} onChange={(type) => adjust({ type })} />
      <TextFilter label="Correlation id" value={param("cid")} suggestions={[]} onChange={(cid) => adjust({ cid })} />
      <button
        type="button"
        class={`button${paused.value ? " button-on" : ""}`}
        aria-pressed={paused.value}
        onClick={() => (paused.value ? resume() : pause())}
      >
        {paused.value ? "Resume" : "Pause"}
      </button>
      <span class="toolbar-note num">
        {paused.value ? `paused, ${plural(held.value, "newer event")} held` : plural(shown, "event")}
        {lost !== 0 && (
          <span class="text-warn"> · {lost === null ? "some" : count(lost)} left out: the page was too slow</span>
        )}
      </span>
    </div>
  );
}

const USUAL = ["tool_call", "decision", "error", "success"];

function typeOptions(chosen: string): [string, string][] {
  const seen = new Set([...USUAL, ...recentEvents.value.map((event) => event.type)]);
  if (chosen !== "") {
    seen.add(chosen);
  }
  return [["", "all types"], ...[...seen].sort().map((type): [string, string] => [type, type.slice(0, 40)])];
}
