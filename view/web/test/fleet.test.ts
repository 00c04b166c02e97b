import { describe, expect, it } from "vitest";
import type { AgentMetrics } from "../src/protocol";
import { ofAction } from "../src/state/events";
import { totals, withDoings, withMetrics } from "../src/state/fleet";
import { family, rosterRows } from "../src/state/roster";

function row(agent: string, more: Partial<AgentMetrics> = {}): AgentMetrics {
  return {
    agent, totalRequests: 1, successRate: null, avgRoutingTime: null, avgConfidence: null,
    lastSeen: "2026-11-21T06:00:00Z", state: "running", eventsPerSecond: 1, ...more,
  };
}

const ALL = { text: "", states: [], sort: "attention", descending: false, group: "none" } as const;
const names = (rows: ReturnType<typeof rosterRows>) => rows.map((each) => each.key);

describe("the fleet", () => {
  it("keeps an agent's object while nothing that shows has changed", () => {
    const before = withMetrics(new Map(), [row("a")]);
    const after = withMetrics(before, [row("a", { eventsPerSecond: 1.01 })]);
    expect(after.get("a")).toBe(before.get("a"));
    expect(withMetrics(before, [row("a", { state: "stuck" })]).get("a")?.state).toBe("stuck");
  });

  it("lets agents go that the server no longer counts", () => {
    expect(withMetrics(withMetrics(new Map(), [row("a"), row("b")]), [row("b")]).has("a")).toBe(false);
  });

  it("shows the newest thing an agent did, in whatever order it comes", () => {
    const fleet = withMetrics(new Map(), [row("a")]);
    const action = (id: string, at: string) =>
      ofAction({ id, correlationId: null, agentName: "a", actionType: "tool_call", actionName: id, durationMs: 1, createdAt: at });
    const late = withDoings(fleet, [action("new", "2026-11-21T06:00:02Z"), action("old", "2026-11-21T06:00:01Z")]);
    expect(late.get("a")?.doing?.title).toBe("new");
    expect(withDoings(late, [action("of nobody", "x")]).size).toBe(1);
  });

  it("sums up; success of nothing is unknown", () => {
    expect(totals(withMetrics(new Map(), [row("a")])).successRate).toBeNull();
    const sum = totals(withMetrics(new Map(), [row("a", { successes: 3, errors: 1 }), row("b", { state: "lost" })]));
    expect(sum).toMatchObject({ agents: 2, successRate: 0.75, eventsPerSecond: 2, byState: { running: 1, lost: 1 } });
  });
});

describe("the roster", () => {
  const fleet = withMetrics(new Map(), [
    row("idle-1", { state: "idle", p95DurationMs: 5 }),
    row("run-1", { p95DurationMs: 50 }),
    row("stuck-1", { state: "stuck" }),
  ]);

  it("puts what needs attention first", () => {
    expect(names(rosterRows(fleet, ALL))).toEqual(["stuck-1", "run-1", "idle-1"]);
  });

  it("sorts the unknown last in either direction", () => {
    expect(names(rosterRows(fleet, { ...ALL, sort: "p95" }))).toEqual(["idle-1", "run-1", "stuck-1"]);
    expect(names(rosterRows(fleet, { ...ALL, sort: "p95", descending: true }))).toEqual(["run-1", "idle-1", "stuck-1"]);
  });

  it("filters by state and text and groups", () => {
    expect(names(rosterRows(fleet, { ...ALL, states: ["idle"] }))).toEqual(["idle-1"]);
    expect(names(rosterRows(fleet, { ...ALL, text: "RUN" }))).toEqual(["run-1"]);
    expect(names(rosterRows(fleet, { ...ALL, group: "state" }))).toEqual([
      "group:stuck", "stuck-1", "group:running", "run-1", "group:idle", "idle-1",
    ]);
  });

  it("finds families in names", () => {
    expect(family("agent-api-designer-07")).toBe("agent-api");
    expect(family("researcher_12")).toBe("researcher");
    expect(family("42")).toBe("42");
  });
});
