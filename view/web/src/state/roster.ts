import { type Agent, type Fleet, STATES } from "./fleet";
import type { AgentState } from "../protocol";

/** Which agents a list shows, and in which order. */
export type SortKey = "attention" | "agent" | "rate" | "success" | "p50" | "p95" | "confidence" | "seen";
export type Grouping = "none" | "state" | "family";

export interface Roster {
  readonly text: string;
  readonly states: readonly AgentState[];
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly group: Grouping;
}

export type RosterRow =
  | { readonly kind: "group"; readonly key: string; readonly label: string; readonly count: number }
  | { readonly kind: "agent"; readonly key: string; readonly agent: Agent };

export function rosterRows(fleet: Fleet, roster: Roster): RosterRow[] {
  const needle = roster.text.trim().toLowerCase();
  const shown = [...fleet.values()].filter(
    (agent) =>
      (roster.states.length === 0 || roster.states.includes(agent.state)) &&
      (needle === "" || agent.name.toLowerCase().includes(needle)),
  );
  shown.sort((a, b) => compare(a, b, roster));
  if (roster.group === "none") {
    return shown.map(rowOf);
  }
  return grouped(shown, roster.group);
}

function rowOf(agent: Agent): RosterRow {
  return { kind: "agent", key: agent.name, agent };
}

function grouped(agents: readonly Agent[], group: Exclude<Grouping, "none">): RosterRow[] {
  const groups = new Map<string, Agent[]>();
  for (const agent of agents) {
    const label = group === "state" ? agent.state : family(agent.name);
    const members = groups.get(label);
    if (members === undefined) {
      groups.set(label, [agent]);
    } else {
      members.push(agent);
    }
  }
  const labels = [...groups.keys()];
  labels.sort((a, b) =>
    group === "state" ? STATES.indexOf(a as AgentState) - STATES.indexOf(b as AgentState) : a.localeCompare(b, "en"),
  );
  return labels.flatMap((label) => {
    const members = groups.get(label) ?? [];
    const head: RosterRow = { kind: "group", key: `group:${label}`, label, count: members.length };
    return [head, ...members.map(rowOf)];
  });
}

/** "agent-api-designer-07" and "agent-api-reviewer" are of the family "agent-api". */
export function family(name: string): string {
  const parts = name.split(/[-_/.:]/).filter((part) => part !== "");
  const words = parts.filter((part) => !/^\d+$/.test(part));
  const kept = words[0] === "agent" && words.length > 2 ? 2 : 1;
  return words.slice(0, kept).join("-") || name;
}

function compare(a: Agent, b: Agent, roster: Roster): number {
  const direction = roster.descending ? -1 : 1;
  const byKey = compareBy(a, b, roster.sort);
  if (Number.isNaN(byKey)) {
    return unknownLast(a, b, roster.sort);
  }
  return direction * byKey || a.name.localeCompare(b.name, "en");
}

function compareBy(a: Agent, b: Agent, key: SortKey): number {
  switch (key) {
    case "attention":
      return STATES.indexOf(a.state) - STATES.indexOf(b.state);
    case "agent":
      return a.name.localeCompare(b.name, "en");
    case "rate":
    case "success":
    case "p50":
    case "p95":
    case "confidence":
    case "seen":
      return value(a, key) - value(b, key);
  }
}

function unknownLast(a: Agent, b: Agent, key: SortKey): number {
  const unknown = (agent: Agent) => (Number.isNaN(value(agent, key)) ? 1 : 0);
  return unknown(a) - unknown(b) || a.name.localeCompare(b.name, "en");
}

function value(agent: Agent, key: SortKey): number {
  switch (key) {
    case "rate":
      return agent.metrics.eventsPerSecond ?? Number.NaN;
    case "success":
      return agent.metrics.successRate ?? Number.NaN;
    case "p50":
      return agent.metrics.p50DurationMs ?? Number.NaN;
    case "p95":
      return agent.metrics.p95DurationMs ?? Number.NaN;
    case "confidence":
      return agent.metrics.avgConfidence ?? Number.NaN;
    case "seen":
      return agent.seenAt;
    case "attention":
    case "agent":
      return 0;
  }
}
