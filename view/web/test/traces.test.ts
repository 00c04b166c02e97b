import { describe, expect, it } from "vitest";
import type { TraceSummary } from "../src/protocol";
import { admitsTrace, mergedTraces } from "../src/state/traces";

function trace(correlationId: string, lastAt: number, more: Partial<TraceSummary> = {}): TraceSummary {
  const at = new Date(lastAt).toISOString();
  return {
    correlationId, title: null, agents: ["agent-a"], agentCount: 1, events: 1, failures: 0, startedAt: at, lastAt: at, durationMs: 0,
    complete: true, ...more,
  };
}

describe("the list of recent traces", () => {
  it("puts those that moved last first, each once, as they are now", () => {
    const before = [trace("old", 1), trace("moved", 2)];
    const after = mergedTraces(before, [trace("moved", 9, { events: 5 }), trace("new", 5)]);
    expect(after.map((each) => [each.correlationId, each.events])).toEqual([["moved", 5], ["new", 1], ["old", 1]]);
  });

  it("does not go back to what a slower answer still says", () => {
    const after = mergedTraces([trace("a", 9, { events: 5 })], [trace("a", 3, { events: 2 })]);
    expect(after[0]?.events).toBe(5);
  });

  it("keeps a bounded number", () => {
    const many = Array.from({ length: 900 }, (_, i) => trace(`t${i}`, i));
    expect(mergedTraces([], many)).toHaveLength(500);
    expect(mergedTraces([], many)[0]?.correlationId).toBe("t899");
  });

  it("finds by request, agent or id, whatever the case, and those with failures", () => {
    const one = trace("ABC-1", 1, { title: "Add paging", agents: ["agent-api"], failures: 1 });
    const find = (text: string, failedOnly = false) => admitsTrace({ text, failedOnly })(one);
    expect([find("PAGING"), find("agent-API"), find("abc"), find("nothing"), find("", true)]).toEqual([true, true, true, false, true]);
    expect(admitsTrace({ text: "", failedOnly: true })(trace("x", 1))).toBe(false);
  });
});
