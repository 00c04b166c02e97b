import { describe, expect, it } from "vitest";
import { zoomedBy } from "../src/state/zoom";

const WHOLE = { begin: 0, end: 1_000 };

describe("the zoom of a trace by keys", () => {
  it("comes closer to the middle, and goes back", () => {
    const closer = zoomedBy("+", WHOLE, null);
    expect(closer).toEqual({ begin: 250, end: 750 });
    expect(zoomedBy("-", WHOLE, closer ?? null)).toBeNull();
  });

  it("moves along, and stops at both ends", () => {
    const middle = { begin: 400, end: 600 };
    expect(zoomedBy("ArrowLeft", WHOLE, middle)).toEqual({ begin: 350, end: 550 });
    expect(zoomedBy("ArrowLeft", WHOLE, { begin: 10, end: 210 })).toEqual({ begin: 0, end: 200 });
    expect(zoomedBy("ArrowRight", WHOLE, { begin: 790, end: 990 })).toEqual({ begin: 800, end: 1_000 });
  });

  it("shows the whole again", () => {
    expect(zoomedBy("0", WHOLE, { begin: 400, end: 600 })).toBeNull();
    expect(zoomedBy("Home", WHOLE, { begin: 400, end: 600 })).toBeNull();
  });

  it("leaves other keys to others", () => {
    expect(zoomedBy("x", WHOLE, null)).toBeUndefined();
    expect(zoomedBy("Tab", WHOLE, { begin: 1, end: 2 })).toBeUndefined();
  });

  it("comes no closer than a millisecond", () => {
    const least = { begin: 5, end: 6 };
    expect(zoomedBy("+", WHOLE, least)).toBe(least);
  });
});
