import { MEANING, StateMark } from "../parts/StateMark";
import type { AgentState } from "../protocol";
import { fleetTotals, STATES } from "../state/fleet";
import { adjust, param } from "../state/place";
import { count } from "../text/numbers";

/** How many agents are in which state; a click shows only those. */
export function StateFilter() {
  const { byState, agents } = fleetTotals.value;
  const chosen = param("state").split(",").filter((name) => name !== "");
  const toggle = (state: AgentState) => {
    const next = chosen.includes(state) ? chosen.filter((name) => name !== state) : [...chosen, state];
    adjust({ state: next.join(",") }, true);
  };
  return (
    <div class="state-filter" role="group" aria-label="Agents by state">
      <div class="state-bar" aria-hidden="true">
        {STATES.map((state) => (
          <span
            key={state}
            class={`state-part part-${state}`}
            style={{ flexGrow: agents === 0 ? 0 : byState[state] / agents, display: byState[state] === 0 ? "none" : "block" }}
          />
        ))}
      </div>
      <div class="state-chips">
        {STATES.map((state) => (
          <button
            key={state}
            type="button"
            class="chip"
            aria-pressed={chosen.includes(state)}
            title={MEANING[state]}
            disabled={byState[state] === 0 && !chosen.includes(state)}
            onClick={() => toggle(state)}
          >
            <StateMark state={state} /> <span class="num chip-count">{count(byState[state])}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
