import { useEffect, useState } from "preact/hooks";
import { AgoWords } from "../parts/Ago";
import { Drawer } from "../parts/Drawer";
import { Link } from "../parts/Link";
import { Said } from "../parts/Said";
import { Spark } from "../parts/Spark";
import { Stat } from "../parts/Stat";
import { MEANING, StateMark } from "../parts/StateMark";
import { Time } from "../parts/Time";
import { TypeTag } from "../parts/TypeTag";
import type { AgentAction } from "../protocol";
import { read, Refused } from "../state/api";
import { type BusEvent, ofAction } from "../state/events";
import type { Agent } from "../state/fleet";
import { adjust } from "../state/place";
import { recentEvents } from "../state/stream";
import { count, duration, percent, rate, score } from "../text/numbers";

const SHOWN = 60;

/** One agent: its numbers and what it did last. */
export function AgentDrawer({ agent }: { agent: Agent }) {
  const { metrics } = agent;
  const [earlier, setEarlier] = useState<readonly BusEvent[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    setEarlier([]);
    setProblem(null);
    read<AgentAction[]>(`/api/intelligence/agents/${encodeURIComponent(agent.name)}/actions?timeWindow=24h&limit=${SHOWN}`, { signal: abort.signal })
      .then((actions) => setEarlier(actions.map(ofAction)))
      .catch((failure: unknown) => failure instanceof Refused && setProblem(failure.message));
    return () => abort.abort();
  }, [agent.name]);
  const actions = newestOf(agent.name, recentEvents.value, earlier);
  return (
    <Drawer title={<Said text={agent.name} />} onClose={() => adjust({ agent: "" }, true)}>
      <p class="drawer-lead">
        <StateMark state={agent.state} /> <span class="muted">{MEANING[agent.state]}; seen </span>
        <AgoWords at={agent.seenAt} />
      </p>
      <Spark values={agent.spark} label="Events of the last 5 minutes" width={340} height={44} />
      <dl class="stats stats-small">
        <Stat label="Events" value={rate(metrics.eventsPerSecond)} note="per second" />
        <Stat label="Success" value={percent(metrics.successRate)} note={`${count(metrics.errors)} errors, 24 h`} />
        <Stat label="Actions" value={count(metrics.actions)} note="24 h" />
        <Stat label="Chosen" value={count(metrics.routingDecisions)} note={`confidence ${score(metrics.avgConfidence)}`} />
        <Stat label="Duration" value={duration(metrics.p50DurationMs)} note="median" />
        <Stat label="p95" value={duration(metrics.p95DurationMs)} note={`p99 ${duration(metrics.p99DurationMs)}`} />
      </dl>
      <div class="details-actions">
        <h3>Newest actions</h3>
        <Link screen="stream" params={{ agent: agent.name }} class="button">
          Open in stream
        </Link>
      </div>
      {problem !== null && <p class="text-bad">{problem}</p>}
      <ol class="mini-list">
        {actions.map((event) => (
          <li key={event.id}>
            <Time at={event.at} />
            <TypeTag event={event} />
            {event.correlationId === null ? (
              <Said text={event.title} />
            ) : (
              <Link screen="trace" params={{ id: event.correlationId, event: event.id }} class="plain-link">
                <Said text={event.title === "" ? event.type : event.title} />
              </Link>
            )}
            <span class="num muted">{duration(event.durationMs)}</span>
          </li>
        ))}
      </ol>
    </Drawer>
  );
}

function newestOf(agent: string, live: readonly BusEvent[], earlier: readonly BusEvent[]): BusEvent[] {
  const own = live.filter((event) => event.kind === "action" && event.agent === agent);
  const byId = new Map([...own, ...earlier].map((event) => [event.id, event]));
  return [...byId.values()].sort((a, b) => b.at - a.at).slice(0, SHOWN);
}
