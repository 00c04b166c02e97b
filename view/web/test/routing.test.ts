import { describe, expect, it } from "vitest";
import type { RoutingDecision } from "../src/protocol";
import { ofDecision } from "../src/state/events";
import { alternativesOf, confidenceHistogram, quantile, strategies } from "../src/state/routing";

const DECISION: RoutingDecision = {
  id: "d", correlationId: "c", userRequest: "x", selectedAgent: "a", confidenceScore: 0.9, routingStrategy: "fuzzy",
  routingTimeMs: 10, createdAt: "2026-11-21T06:00:00Z",
};

describe("routing", () => {
  it("reads alternatives in every spelling", () => {
    const alternatives = [{ agent_name: "a", confidence_score: 0.5, reason: "r" }, { agent: "b", confidence: 0.4 }, "c", 7, null];
    expect(alternativesOf({ ...DECISION, alternatives })).toEqual([
      { agent: "a", score: 0.5, reason: "r" },
      { agent: "b", score: 0.4, reason: null },
      { agent: "c", score: null, reason: null },
    ]);
    expect(alternativesOf({ ...DECISION, alternatives: "none" })).toEqual([]);
  });

  it("shares decisions out by strategy", () => {
    const events = ["x", "y", "x"].map((routingStrategy, i) => ofDecision({ ...DECISION, id: String(i), routingStrategy }));
    expect(strategies(events).map((each) => [each.strategy, each.count])).toEqual([["x", 2], ["y", 1]]);
  });

  it("counts a confidence of 1 in the last step and leaves out the unknown", () => {
    const events = [1, 0.05, null].map((confidenceScore, i) => ofDecision({ ...DECISION, id: String(i), confidenceScore }));
    expect(confidenceHistogram(events)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it("knows no quantile of nothing", () => {
    expect(quantile([], 0.5)).toBeNull();
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
  });
});
