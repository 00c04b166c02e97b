import type { BusEvent } from "./events";

/**
 * A trace as a tree. An event that names its parent hangs below it. For the others the tree follows the work: a routing
 * decision or a handover puts the chosen agent below whoever had the work, and what an agent does hangs below its turn.
 * Bars end at an event's time and begin its duration earlier: agents report when they are done.
 */
export interface Node {
  readonly key: string;
  /** An agent's turn, or one event. */
  readonly event: BusEvent | null;
  readonly agent: string | null;
  readonly children: Node[];
  begin: number;
  end: number;
  /** Events below, itself included. */
  count: number;
  failures: number;
}

export interface Tree {
  readonly roots: readonly Node[];
  readonly begin: number;
  readonly end: number;
  readonly events: number;
  readonly failures: number;
  readonly agents: readonly string[];
}

export function buildTree(events: readonly BusEvent[]): Tree {
  const sorted = [...events].sort((a, b) => a.at - b.at || a.id.localeCompare(b.id));
  const roots: Node[] = [];
  const byId = new Map<string, Node>(sorted.map((event) => [event.id, leaf(event)]));
  const turns = new Map<string, Node>();
  const above = new Map<Node, Node>();
  for (const event of sorted) {
    const node = byId.get(event.id);
    if (node === undefined) {
      continue;
    }
    const parent = namedParent(event, node, byId, above) ?? turnOf(event, turns, roots, above);
    attach(node, parent, roots, above);
    if (event.kind === "routing" && event.agent !== null) {
      begin(event.agent, event, parent, turns, roots, above);
    } else if (event.kind === "transformation" && event.target !== null) {
      begin(event.target, event, parent, turns, roots, above);
    }
  }
  roots.forEach(measure);
  const kept = roots.filter((node) => node.count > 0);
  return {
    roots: kept,
    begin: Math.min(...kept.map((node) => node.begin)),
    end: Math.max(...kept.map((node) => node.end)),
    events: sorted.length,
    failures: sorted.filter((event) => event.outcome === "failure").length,
    agents: [...new Set(sorted.flatMap((event) => [event.agent, event.target].filter((name) => name !== null)))],
  };
}

function leaf(event: BusEvent): Node {
  const begin = event.at - Math.max(0, event.durationMs ?? 0);
  return { key: event.id, event, agent: event.agent, children: [], begin, end: event.at, count: 0, failures: 0 };
}

function namedParent(
  event: BusEvent,
  node: Node,
  byId: ReadonlyMap<string, Node>,
  above: ReadonlyMap<Node, Node>,
): Node | null {
  const parent = event.parentId === null ? undefined : byId.get(event.parentId);
  for (let at: Node | undefined = parent; at !== undefined; at = above.get(at)) {
    if (at === node) {
      return null;
    }
  }
  return parent ?? null;
}

/** The turn an event without a named parent belongs to; a decision belongs to whoever asked, not to the chosen. */
function turnOf(event: BusEvent, turns: Map<string, Node>, roots: Node[], above: Map<Node, Node>): Node | null {
  if (event.kind === "routing" || event.agent === null) {
    return null;
  }
  return turns.get(event.agent) ?? begin(event.agent, event, null, turns, roots, above);
}

/** Opens an agent's turn, below whoever gave it the work; an agent that is at work already keeps its turn. */
function begin(
  agent: string,
  event: BusEvent,
  parent: Node | null,
  turns: Map<string, Node>,
  roots: Node[],
  above: Map<Node, Node>,
): Node {
  const open = turns.get(agent);
  if (open !== undefined) {
    return open;
  }
  const turn: Node = {
    key: `turn:${agent}:${event.id}`,
    event: null,
    agent,
    children: [],
    begin: Number.POSITIVE_INFINITY,
    end: Number.NEGATIVE_INFINITY,
    count: 0,
    failures: 0,
  };
  turns.set(agent, turn);
  attach(turn, parent, roots, above);
  return turn;
}

function attach(node: Node, parent: Node | null, roots: Node[], above: Map<Node, Node>): void {
  if (parent === null) {
    roots.push(node);
  } else {
    parent.children.push(node);
    above.set(node, parent);
  }
}

/** Sums up from the leaves; without recursion, for chains may be as long as the trace. */
function measure(root: Node): void {
  const order: Node[] = [];
  const todo = [root];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    order.push(node);
    todo.push(...node.children);
  }
  for (const node of order.reverse()) {
    node.count = node.event === null ? 0 : 1;
    node.failures = node.event?.outcome === "failure" ? 1 : 0;
    for (const child of node.children) {
      node.count += child.count;
      node.failures += child.failures;
      if (node.event === null) {
        node.begin = Math.min(node.begin, child.begin);
        node.end = Math.max(node.end, child.end);
      }
    }
  }
}

export interface TreeRow {
  readonly node: Node;
  readonly depth: number;
  readonly open: boolean;
}

/** The rows to show: those not below a closed node and, when something is searched, those that match and what leads there. */
export function treeRows(
  roots: readonly Node[],
  closed: ReadonlySet<string>,
  matches: ((event: BusEvent) => boolean) | null,
): TreeRow[] {
  const leading = matches === null ? null : leadingTo(roots, matches);
  const rows: TreeRow[] = [];
  const todo: { node: Node; depth: number }[] = [];
  const push = (nodes: readonly Node[], depth: number) => {
    for (let i = nodes.length - 1; i >= 0; i--) {
      const node = nodes[i];
      if (node !== undefined && node.count > 0 && (leading === null || leading.has(node))) {
        todo.push({ node, depth });
      }
    }
  };
  push(roots, 0);
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const open = leading !== null || !closed.has(next.node.key);
    rows.push({ ...next, open });
    if (open) {
      push(next.node.children, next.depth + 1);
    }
  }
  return rows;
}

function leadingTo(roots: readonly Node[], matches: (event: BusEvent) => boolean): Set<Node> {
  const found = new Set<Node>();
  const order: { node: Node; above: Node | null }[] = [];
  const todo: { node: Node; above: Node | null }[] = roots.map((node) => ({ node, above: null }));
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    order.push(next);
    for (const child of next.node.children) {
      todo.push({ node: child, above: next.node });
    }
  }
  for (const { node, above } of order.reverse()) {
    if (found.has(node) || (node.event !== null && matches(node.event))) {
      found.add(node);
      if (above !== null) {
        found.add(above);
      }
    }
  }
  return found;
}
