import { describe, expect, it } from "vitest";
import { begin, closed, heard, judge, opened, PATIENCE_MILLIS, SILENCE_MILLIS, told } from "../src/state/connection";

const following = { status: "connected", catchingUp: false } as const;
const live = told(heard(opened(begin(0)), 1_000), following, 1_000, 0);

function cutOff(asOf: number, skew = 0) {
  return { status: "disconnected", catchingUp: false, message: "no log", asOf: new Date(asOf + skew).toISOString() } as const;
}

describe("the connection state", () => {
  it("is connecting at first, and stale when nothing ever answers", () => {
    expect(judge(begin(0), 100).kind).toBe("connecting");
    expect(judge(begin(0), PATIENCE_MILLIS)).toMatchObject({ kind: "stale", since: 0 });
  });

  it("is catching up until the bus says that it follows its log", () => {
    const early = heard(opened(begin(0)), 1_000);
    expect(judge(early, 1_100).kind).toBe("catching-up");
    expect(judge(told(early, following, 1_200, 0), 1_300).kind).toBe("live");
  });

  it("is stale since it last heard anything when the line is cut", () => {
    expect(judge(closed(heard(live, 5_000)), 5_001)).toMatchObject({ kind: "stale", since: 5_000 });
  });

  it("is stale after silence although the line seems open", () => {
    expect(judge(live, 1_000 + SILENCE_MILLIS).kind).toBe("live");
    expect(judge(live, 1_001 + SILENCE_MILLIS)).toMatchObject({ kind: "stale", since: 1_000 });
  });

  it("is stale when frames come but the bus no longer says how it reads its log", () => {
    const chatty = heard(live, 2_000 + SILENCE_MILLIS);
    expect(judge(chatty, 2_000 + SILENCE_MILLIS)).toMatchObject({ kind: "stale", since: 1_000 });
  });

  it("is stale since the newest moment of which the bus had read everything", () => {
    const lost = told(live, cutOff(1_700), 5_000, 0);
    const still = told(heard(lost, 6_000), cutOff(1_700), 6_000, 0);
    expect(judge(still, 6_100)).toEqual({ kind: "stale", since: 1_700, reason: "no log" });
    expect(judge(closed(still), 9_000)).toMatchObject({ kind: "stale", since: 1_700 });
  });

  it("takes the bus's times by the page's own clock", () => {
    const skew = 3_600_000;
    expect(judge(told(live, cutOff(1_700, skew), 5_000, skew), 5_100)).toMatchObject({ since: 1_700 });
  });

  it("tells how far behind a view is that reads more slowly than events come", () => {
    const behind = { status: "connected", catchingUp: true, message: "Behind", asOf: new Date(500).toISOString() } as const;
    expect(judge(told(live, behind, 4_000, 0), 4_100)).toEqual({ kind: "catching-up", asOf: 500, reason: "Behind" });
  });

  it("is not live right after reconnecting: it asks again", () => {
    const back = opened(closed(live));
    expect(judge(back, 1_000 + SILENCE_MILLIS + 1).kind).toBe("stale");
  });
});
