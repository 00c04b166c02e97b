import { describe, expect, it } from "vitest";
import { bytes, count, duration, percent, rate, score } from "../src/text/numbers";

describe("numbers", () => {
  it("says unknown for what is not known, never zero", () => {
    for (const format of [percent, duration, rate, count, score, bytes]) {
      expect(format(null)).toBe("–");
      expect(format(undefined)).toBe("–");
      expect(format(Number.NaN)).toBe("–");
    }
  });

  it.each([
    [0, "0 ms"],
    [0.4, "<1 ms"],
    [42, "42 ms"],
    [999, "999 ms"],
    [999.7, "1.00 s"],
    [1_234, "1.23 s"],
    [59_940, "59.9 s"],
    [59_990, "1 min 00 s"],
    [3_599_600, "1 h 00 min"],
    [86_400_000, "24 h 00 min"],
    [604_800_000, "7 d"],
    [176_400_000, "2 d 01 h"],
  ])("shows %d ms as %s", (millis, shown) => {
    expect(duration(millis)).toBe(shown);
  });

  it("says 100 % only when nothing failed and 0 % only when nothing succeeded", () => {
    expect(percent(1)).toBe("100 %");
    expect(percent(0.9999)).toBe("99.9 %");
    expect(percent(0.5)).toBe("50 %");
    expect(percent(0.0001)).toBe("<0.1 %");
    expect(percent(0)).toBe("0 %");
  });

  it("keeps small rates apart from none", () => {
    expect(rate(0)).toBe("0");
    expect(rate(0.01)).toBe("<0.1");
    expect(rate(12.34)).toBe("12.3");
    expect(rate(2_345.6)).toBe("2,346");
  });

  it("shows bytes in decimal units", () => {
    expect(bytes(999)).toBe("999 B");
    expect(bytes(1_500_000)).toBe("1.5 MB");
  });
});
