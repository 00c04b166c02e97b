import { describe, expect, it } from "vitest";
import { lateEvents, rates, type WindowReport } from "../src/state/windows";

const FIGURES = { errors: 0, successRate: null, p50Ms: null, p95Ms: null, confidence: null, cacheHitRate: null };

const REPORT: WindowReport = {
  windowSeconds: 5,
  total: { ...FIGURES, count: 18 },
  windows: [
    { ...FIGURES, start: "2026-11-21T06:00:00Z", closed: true, late: 2, count: 10 },
    { ...FIGURES, start: "2026-11-21T06:00:05Z", closed: true, late: 1, count: 0 },
    { ...FIGURES, start: "2026-11-21T06:00:10Z", closed: false, late: 0, count: 8 },
  ],
};

describe("windows", () => {
  it("gives events per second of closed windows only", () => {
    const begin = Date.parse("2026-11-21T06:00:00Z") / 1000;
    expect(rates(REPORT)).toEqual({ times: [begin, begin + 5], values: [2, 0] });
  });

  it("adds up what came late", () => {
    expect(lateEvents(REPORT)).toBe(3);
  });
});
