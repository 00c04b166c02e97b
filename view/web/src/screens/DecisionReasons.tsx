import { Meter } from "../parts/Meter";
import { Said } from "../parts/Said";
import type { BusEvent } from "../state/events";
import { alternativesOf, decisionOf } from "../state/routing";
import { score } from "../text/numbers";
import { manyLines } from "../text/safe";

/** The chosen one among its alternatives, and what the router said about it. */
export function DecisionReasons({ event }: { event: BusEvent }) {
  const decision = decisionOf(event);
  const others = alternativesOf(decision)
    .filter((each) => each.agent !== event.agent)
    .sort((a, b) => (b.score ?? -1) - (a.score ?? -1));
  const reasoning = typeof decision.reasoning === "string" ? decision.reasoning : "";
  return (
    <div class="reasons">
      <ol class="candidates">
        <Candidate agent={event.agent} value={decision.confidenceScore} reason={null} chosen />
        {others.map((each, i) => (
          <Candidate key={`${i}${each.agent}`} agent={each.agent} value={each.score} reason={each.reason} />
        ))}
      </ol>
      {reasoning !== "" && (
        <blockquote class="reasoning" dir="ltr">
          {manyLines(reasoning, 4_000)}
        </blockquote>
      )}
    </div>
  );
}

interface CandidateProps {
  agent: string | null;
  value: number | null;
  reason: string | null;
  chosen?: boolean;
}

function Candidate({ agent, value, reason, chosen = false }: CandidateProps) {
  return (
    <li class={chosen ? "candidate candidate-chosen" : "candidate"}>
      <span class="candidate-name">
        <Said text={agent} limit={120} />
        {chosen && <span class="tag tag-success">chosen</span>}
      </span>
      <Meter value={value} tone={chosen ? "chosen" : "plain"} />
      <span class="num">{score(value)}</span>
      {reason !== null && (
        <span class="candidate-reason muted">
          <Said text={reason} limit={300} />
        </span>
      )}
    </li>
  );
}
