import type { AgentState } from "../protocol";

export const MEANING: Record<AgentState, string> = {
  stuck: "its last actions failed, or work it was given makes no progress",
  lost: "has open work and was not seen for 30 minutes",
  waiting: "was given work and has not acted yet",
  running: "acted within the last minute",
  idle: "has no open work",
};

/** Shape and word tell the state; colour only repeats it. */
export function StateMark({ state, word = true }: { state: AgentState; word?: boolean }) {
  return (
    <span class={`state state-${state}`} title={`${state}: ${MEANING[state]}`}>
      <svg class="state-shape" viewBox="0 0 12 12" aria-hidden="true">
        {shape(state)}
      </svg>
      <span class={word ? "" : "unseen"}>{state}</span>
    </span>
  );
}

function shape(state: AgentState) {
  switch (state) {
    case "running":
      return <circle cx="6" cy="6" r="4.5" />;
    case "waiting":
      return (
        <g>
          <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.6" />
          <path d="M6 2a4 4 0 0 1 0 8z" />
        </g>
      );
    case "idle":
      return <circle cx="6" cy="6" r="3.8" fill="none" stroke="currentColor" stroke-width="1.6" />;
    case "stuck":
      return <path d="M6 1l5.4 10H.6z" />;
    case "lost":
      return <path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />;
  }
}
