import { describe, expect, it } from "vitest";
import { begin, closed, heard, judge, opened, PATIENCE_MILLIS, SILENCE_MILLIS, told } from "../src/state/connection";

const following = { status: "connected", catchingUp: false } as const;
const live = told(heard(opened(begin(0)), 1_000), following, 1_000);

describe("the connection state", () => {
  it("is connecting at first, and stale when nothing ever answers", () => {
    expect(judge(begin(0), 100).kind).toBe("connecting");
    expect(judge(begin(0), PATIENCE_MILLIS)).toMatchObject({ kind: "stale", since: 0 });
  });

  it("is catching up until the bus says that it follows its log", () => {
    const early = heard(opened(begin(0)), 1_000);
    expect(judge(early, 1_100).kind).toBe("catching-up");
    expect(judge(told(early, following, 1_200), 1_300).kind).toBe("live");
  });

  it("is stale since it last heard anything when the line is cut", () => {
    expect(judge(closed(heard(live, 5_000)), 5_001)).toMatchObject({ kind: "stale", since: 5_000 });
  });

  it("is stale after silence although the line seems open", () => {
    expect(judge(live, 1_000 + SILENCE_MILLIS).kind).toBe("live");
    expect(judge(live, 1_001 + SILENCE_MILLIS)).toMatchObject({ kind: "stale", since: 1_000 });
  });

  it("is stale since the bus itself lost its log", () => {
    const cutOff = told(live, { status: "disconnected", catchingUp: false, message: "no log" }, 2_000);
    const again = told(heard(cutOff, 3_000), { status: "disconnected", catchingUp: false, message: "no log" }, 3_000);
    expect(judge(again, 3_100)).toEqual({ kind: "stale", since: 2_000, reason: "no log" });
  });

  it("is not live right after reconnecting: it asks again", () => {
    const back = opened(closed(live));
    expect(judge(back, 1_000 + SILENCE_MILLIS + 1).kind).toBe("stale");
  });
});
