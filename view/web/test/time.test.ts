import { describe, expect, it } from "vitest";
import { ago, clockTime, fullTime, zoneName } from "../src/text/time";

const AT = Date.parse("2026-11-21T06:03:07.045Z");

describe("times", () => {
  it("shows the time of day and names its zone", () => {
    expect(clockTime(AT, "utc", true)).toBe("06:03:07.045");
    expect(fullTime(AT, "utc")).toBe("2026-11-21 06:03:07.045 UTC");
    expect(zoneName("local", AT)).toMatch(/^UTC[+−]\d\d:\d\d$/);
  });

  it("says how long ago, coarse, and never in the future", () => {
    expect(ago(AT, AT - 5_000)).toBe("now");
    expect(ago(AT, AT + 4_500)).toBe("4 s");
    expect(ago(AT, AT + 3_599_000)).toBe("59 min");
    expect(ago(AT, AT + 86_400_000)).toBe("1 d");
  });

  it("says unknown for what is no time", () => {
    expect(clockTime(Number.NaN, "utc")).toBe("–");
    expect(ago(Number.NaN, AT)).toBe("–");
  });
});
