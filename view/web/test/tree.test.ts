import { describe, expect, it } from "vitest";
import type { BusEvent } from "../src/state/events";
import { buildTree, type Node, treeRows } from "../src/state/tree";

function event(id: string, at: number, more: Partial<BusEvent> = {}): BusEvent {
  return {
    id, at, kind: "action", topic: "agent-actions", ingestedAt: null, agent: "a", target: null, correlationId: "c",
    type: "tool_call", title: id, durationMs: null, outcome: "unsaid", parentId: null, raw: {}, ...more,
  };
}

function outline(nodes: readonly Node[]): unknown[] {
  return nodes.map((node) => {
    const name = node.event?.id ?? `turn ${node.agent}`;
    return node.children.length === 0 ? name : [name, ...outline(node.children)];
  });
}

describe("a trace's tree", () => {
  it("puts what an agent does below its turn", () => {
    expect(outline(buildTree([event("2", 2), event("1", 1), event("3", 3, { agent: "b" })]).roots)).toEqual([
      ["turn a", "1", "2"],
      ["turn b", "3"],
    ]);
  });

  it("puts an agent that was handed work below the one who handed it", () => {
    const handover = event("h", 2, { kind: "transformation", target: "b" });
    expect(outline(buildTree([event("1", 1), handover, event("3", 3, { agent: "b" })]).roots)).toEqual([
      ["turn a", "1", "h", ["turn b", "3"]],
    ]);
  });

  it("begins with the decision that chose the agent", () => {
    const decision = event("d", 1, { kind: "routing" });
    expect(outline(buildTree([decision, event("2", 2)]).roots)).toEqual(["d", ["turn a", "2"]]);
  });

  it("believes an event that names its parent, but not in a circle", () => {
    const circle = [event("1", 1, { parentId: "2" }), event("2", 2, { parentId: "1" })];
    expect(buildTree(circle).events).toBe(2);
    expect(treeRows(buildTree(circle).roots, new Set(), null).filter((row) => row.node.event !== null)).toHaveLength(2);
    expect(outline(buildTree([event("1", 1), event("2", 2, { agent: "b", parentId: "1" })]).roots)).toEqual([
      ["turn a", ["1", "2"]],
    ]);
  });

  it("ends bars at the event's time and counts failures upwards", () => {
    const tree = buildTree([event("1", 1_000, { durationMs: 400 }), event("2", 2_000, { outcome: "failure" })]);
    expect(tree).toMatchObject({ begin: 600, end: 2_000, events: 2, failures: 1 });
    expect(tree.roots[0]).toMatchObject({ begin: 600, end: 2_000, count: 2, failures: 1 });
  });

  it("holds chains of thousands", () => {
    const chain = Array.from({ length: 6_000 }, (_, i) => event(String(i), i, i === 0 ? {} : { parentId: String(i - 1) }));
    expect(treeRows(buildTree(chain).roots, new Set(), null)).toHaveLength(6_001);
  });

  it("hides what is below a closed node and shows the way to what is searched", () => {
    const tree = buildTree([event("1", 1), event("2", 2, { agent: "b" })]);
    const first = tree.roots[0]?.key ?? "";
    expect(treeRows(tree.roots, new Set([first]), null).map((row) => row.node.event?.id)).toEqual([undefined, undefined, "2"]);
    expect(treeRows(tree.roots, new Set([first]), (each) => each.id === "1").map((row) => row.node.event?.id)).toEqual([undefined, "1"]);
  });
});
