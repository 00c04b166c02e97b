import { describe, expect, it } from "vitest";
import type { CountedWindow, WindowReport } from "../src/protocol";
import { groupName, lateEvents, linesOf, queryOf, wishFrom } from "../src/state/windows";
import { spanText } from "../src/text/numbers";

const FIGURES = { count: 10, successes: 7, errors: 3, successRate: 0.7, meanMs: 5, p50Ms: 4, p95Ms: 9, p99Ms: null, confidence: null, cacheHitRate: null };
const WINDOW: CountedWindow = { ...FIGURES, start: "2026-11-21T12:00:00Z", closed: true, late: 2 };

describe("windows", () => {
  it("shows an open window's count apart, for it is not as low as it looks", () => {
    const lines = linesOf([WINDOW, { ...WINDOW, closed: false, count: 4 }]);
    expect(lines.closed).toEqual([10, null]);
    expect(lines.open).toEqual([null, 4]);
  });

  it("draws nothing where nobody said how it ended", () => {
    expect(linesOf([WINDOW, { ...WINDOW, successRate: null }]).errorRate.map((value) => value && Math.round(value))).toEqual([30, null]);
    expect(linesOf([WINDOW]).p99).toEqual([null]);
  });

  it("takes what the address says, and the usual where it says nonsense", () => {
    expect(wishFrom({})).toMatchObject({ size: "shortest", from: "5m", by: "topic" });
    expect(wishFrom({ size: "1h", from: "5m", by: "moon", agent: "a b" })).toMatchObject({ size: "1h", from: "2d", by: "topic", choice: { agent: "a b" } });
    expect(queryOf(wishFrom({ size: "1min", from: "3h", by: "agent", topic: "t&x" }))).toBe("/api/metrics/windows?size=1min&from=3h&by=agent&topic=t%26x");
  });

  it("sums up what came late", () => {
    expect(lateEvents({ windows: [WINDOW, WINDOW] } as unknown as WindowReport)).toBe(4);
  });

  it("names what has no name", () => {
    expect(groupName("")).toBe("none said");
    expect(groupName("*")).toBe("others, counted together");
    expect(["15m", "5min", "30d", "x"].map(spanText)).toEqual(["15 min", "5 min", "30 d", "x"]);
  });
});
