import { describe, expect, it } from "vitest";
import { byTopic } from "../src/screens/GroupTable";
import { counted } from "../src/state/system";

describe("the system screen", () => {
  it("takes rates from what was added between two readings", () => {
    const topics = [{ topic: "a" }, { topic: "b" }];
    const early = { at: 0, topics: { a: 10, b: 50 } };
    const late = { at: 2_000, topics: { a: 14, b: 40 } };
    expect(counted(topics, early, early).map((each) => each.eventsPerSecond)).toEqual([null, null]);
    expect(counted(topics, early, late)).toEqual([
      { topic: "b", events: 40, eventsPerSecond: 0 },
      { topic: "a", events: 14, eventsPerSecond: 2 },
    ]);
  });

  it("sums partitions up and lets the worst verdict stand", () => {
    const group = { group: "g", topic: "t", position: 5 };
    const rows = byTopic([
      { ...group, lagEvents: 1, verdict: "STALLED", reason: "sink down" },
      { ...group, lagEvents: 2, verdict: "OK", reason: "" },
    ]);
    expect(rows).toMatchObject([{ lagEvents: 3, position: 10, partitions: 2, verdict: "STALLED", reason: "sink down" }]);
  });
});
