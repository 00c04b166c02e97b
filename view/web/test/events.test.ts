import { describe, expect, it } from "vitest";
import type { AgentAction, Frame } from "../src/protocol";
import { ofAction, ofFrame, ofOther, ofTraceEvent } from "../src/state/events";

const ACTION: AgentAction = {
  id: "e1",
  correlationId: "c1",
  agentName: "agent-a",
  actionType: "tool_call",
  actionName: "Read",
  durationMs: 12,
  createdAt: "2026-11-21T06:00:00Z",
};

describe("events of all topics in one shape", () => {
  it("takes an action's outcome from its success field before its type", () => {
    expect(ofAction(ACTION).outcome).toBe("unsaid");
    expect(ofAction({ ...ACTION, actionType: "error" }).outcome).toBe("failure");
    expect(ofAction({ ...ACTION, actionType: "error", success: true }).outcome).toBe("success");
  });

  it("says beside the tool's name what it worked on", () => {
    const title = (actionDetails: Record<string, unknown>) => ofAction({ ...ACTION, actionDetails } as AgentAction).title;
    expect(title({ file_path: "src/a.ts", content: "long" })).toBe("Read src/a.ts");
    expect(title({ tool_input: { command: "npm test" } })).toBe("Read npm test");
    expect(title({ description: "x", command: "ls" })).toBe("Read ls");
    expect(title({ command: "" })).toBe("Read");
    expect(title({ path: 7, query: "Read" })).toBe("Read");
    expect(title({})).toBe("Read");
  });

  it("survives fields of the wrong type", () => {
    const odd = { ...ACTION, agentName: { a: 1 }, actionType: 7, actionName: null, durationMs: "12", createdAt: "never" };
    const event = ofAction(odd as unknown as AgentAction);
    expect(event).toMatchObject({ agent: null, type: "7", title: "", durationMs: null });
    expect(Number.isFinite(event.at)).toBe(true);
  });

  it("reads any topic's payload, wrapped or not, snake or camel", () => {
    const common = { id: "e", correlationId: null, topic: "task-executions", partition: 0, offset: 1, createdAt: ACTION.createdAt };
    const wrapped = ofOther({ ...common, payload: { data: { agentName: "x", total_duration_ms: 5, success: false } } });
    expect(wrapped).toMatchObject({ agent: "x", durationMs: 5, outcome: "failure", type: "task executions" });
    expect(ofOther({ ...common, payload: "text" })).toMatchObject({ agent: null, title: "" });
  });

  it("carries the metric of a performance frame in either place", () => {
    const metric = { id: "p", correlationId: "c", queryText: "q", routingDurationMs: 3, cacheHit: true, candidatesEvaluated: 1, triggerMatchStrategy: "s", createdAt: ACTION.createdAt };
    const frame = { type: "PERFORMANCE_METRIC", data: { metric, stats: {} }, timestamp: "" } as unknown as Frame;
    expect(ofFrame(frame)).toMatchObject({ kind: "performance", id: "p", title: "q" });
  });

  it("ignores frames it does not know and frames without data", () => {
    for (const frame of [{ type: "OF_TOMORROW", data: {} }, { type: "AGENT_ACTION", data: null }, { type: "PONG" }]) {
      expect(ofFrame(frame as unknown as Frame)).toBeNull();
    }
  });

  it("shapes a trace's rows by their type and finds their parents", () => {
    const row = { id: "t1", eventType: "action", timestamp: ACTION.createdAt, agentName: "agent-a", durationMs: 4, details: { ...ACTION, extra: { parent_event_id: "t0" } } };
    expect(ofTraceEvent(row, "c1")).toMatchObject({ kind: "action", title: "Read", parentId: "t0", correlationId: "c1" });
  });
});
