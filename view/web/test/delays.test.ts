import { describe, expect, it } from "vitest";
import { CLOCKS_DIFFER_MILLIS, Delays } from "../src/state/delays";
import { ClockOffset } from "../src/state/offset";

describe("the delay from the log to the screen", () => {
  it("lets a late batch count as what it is, however late", () => {
    const delays = new Delays();
    delays.add(0, [10]);
    delays.add(1, [12]);
    delays.add(2, [90_000, 100_000]);
    expect(delays.at(3)).toEqual({ median: 90_000, p95: 100_000 });
  });

  it("keeps the slowest of a batch among those that stand for it", () => {
    const delays = new Delays();
    delays.add(0, [...Array.from({ length: 999 }, () => 5), 700]);
    expect(delays.at(1)?.p95).toBe(700);
    expect(delays.at(1)?.median).toBe(5);
  });

  it("says nothing once the last sample is a minute old", () => {
    const delays = new Delays();
    delays.add(0, [10]);
    expect(delays.at(60_000)).not.toBeNull();
    expect(delays.at(60_001)).toBeNull();
  });

  it("does not pass clocks that differ for quickness", () => {
    const delays = new Delays();
    delays.add(0, [CLOCKS_DIFFER_MILLIS - 1]);
    expect(delays.at(1)?.median).toBe(CLOCKS_DIFFER_MILLIS - 1);
    delays.add(2, [-3, -3, -3]);
    expect(delays.at(3)?.median).toBe(0);
  });
});

describe("the server's clock", () => {
  it("is taken from the quickest answer, half way between question and answer", () => {
    const offset = new ClockOffset();
    expect(offset.skew).toBeNull();
    offset.ping(1_000);
    offset.pong(5_020, 1_040);
    expect(offset.skew).toBe(4_000);
    offset.ping(2_000);
    offset.pong(6_500, 2_600);
    expect(offset.skew).toBe(4_000);
  });

  it("matches no answer with a question of a line that is cut", () => {
    const offset = new ClockOffset();
    offset.ping(0);
    offset.cut();
    offset.ping(10_000);
    offset.pong(10_004, 10_008);
    expect(offset.skew).toBe(0);
  });
});
