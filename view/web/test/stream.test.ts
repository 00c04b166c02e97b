import { beforeEach, describe, expect, it } from "vitest";
import { ofAction } from "../src/state/events";
import { admitting, arrived, EventBuffer, held, KEPT, NO_FILTER, pause, resume, streamEvents } from "../src/state/stream";

function event(id: string, at = 0, name = id) {
  return ofAction({
    id, correlationId: `c-${id}`, agentName: "a", actionType: "tool_call", actionName: name, durationMs: 1,
    actionDetails: { path: `/${id}` }, createdAt: new Date(at).toISOString(),
  });
}

const ids = (events: readonly { id: string }[]) => events.map((each) => each.id);

describe("the event buffer", () => {
  it("keeps each id once and the newest of all", () => {
    const buffer = new EventBuffer();
    expect(buffer.add([event("a"), event("b"), event("a")])).toBe(2);
    buffer.add(Array.from({ length: KEPT + 2_000 }, (_, i) => event(`n${i}`)));
    expect(buffer.size).toBe(KEPT);
    expect(ids(buffer.newestFirst(() => true)).at(0)).toBe(`n${KEPT + 1_999}`);
  });

  it("puts history where its time says", () => {
    const buffer = new EventBuffer();
    buffer.add([event("now", 100)]);
    buffer.merge([event("later", 50), event("first", 1), event("now", 100)]);
    expect(ids(buffer.newestFirst(() => true))).toEqual(["now", "later", "first"]);
  });
});

describe("the filter", () => {
  it("looks for text in everything the event carries", () => {
    expect(admitting({ ...NO_FILTER, text: "/SRC" })(event("src"))).toBe(true);
    expect(admitting({ ...NO_FILTER, text: "nowhere" })(event("src"))).toBe(false);
  });

  it("takes agent and correlation id exactly", () => {
    expect(admitting({ ...NO_FILTER, correlationId: "c-x" })(event("x"))).toBe(true);
    expect(admitting({ ...NO_FILTER, agent: "A" })(event("x"))).toBe(false);
  });
});

describe("pausing", () => {
  beforeEach(resume);

  it("holds the list still, counts what comes, and shows it afterwards", () => {
    arrived([event("p1")]);
    pause();
    const shown = streamEvents.value;
    arrived([event("p2"), event("p3")]);
    expect(ids(streamEvents.value)).toEqual(ids(shown));
    expect(held.value).toBe(2);
    resume();
    expect(ids(streamEvents.value).slice(0, 3)).toEqual(["p3", "p2", "p1"]);
  });
});
