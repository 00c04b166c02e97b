import { useMemo } from "preact/hooks";
import { Empty } from "../parts/Empty";
import { FirstEvent } from "../parts/FirstEvent";
import { SearchBox } from "../parts/SearchBox";
import { Select } from "../parts/Select";
import { type Agent, fleet, fleetKnown, STATES } from "../state/fleet";
import { now } from "../state/clock";
import { adjust, param } from "../state/place";
import { type Grouping, type Roster, type RosterRow, rosterRows, type SortKey } from "../state/roster";
import type { AgentState } from "../protocol";
import { AgentDrawer } from "./AgentDrawer";
import { FleetTable } from "./FleetTable";
import { FleetTotals } from "./FleetTotals";

const DEFAULT_SORT: SortKey = "attention";
/** Rows change places this often at most, so that one can be hit. */
const SETTLE_MILLIS = 2_000;

const SORTS: readonly SortKey[] = ["attention", "agent", "rate", "success", "p50", "p95", "confidence", "seen"];
const GROUPS: readonly Grouping[] = ["none", "state", "family"];

/** The fleet: who needs help first, then everyone. */
export function FleetScreen() {
  const roster = rosterFromAddress();
  const settled = Math.floor(now.value / SETTLE_MILLIS);
  const names = [...fleet.value.keys()].join("\n");
  const order = useMemo(
    () => rosterRows(fleet.peek(), roster),
    [settled, names, roster.text, roster.states.join(), roster.sort, roster.descending, roster.group],
  );
  const rows = useMemo(() => order.flatMap((row) => current(row)), [order, fleet.value]);
  const chosen = fleet.value.get(param("agent"));
  if (fleet.value.size === 0) {
    return fleetKnown.value ? (
      <Empty title="No agent has been seen in the last 24 hours">
        <FirstEvent />
      </Empty>
    ) : (
      <Empty title="Waiting for the bus">
        <p>The fleet shows as soon as the line to the bus stands.</p>
      </Empty>
    );
  }
  return (
    <div class={`split${chosen === undefined ? "" : " split-open"}`}>
      <div class="split-main">
        <FleetTotals />
        <div class="toolbar">
          <SearchBox label="Find agents" value={roster.text} onChange={(q) => adjust({ q })} />
          <Select
            label="Group"
            value={roster.group}
            options={[
              ["none", "no groups"],
              ["state", "by state"],
              ["family", "by family"],
            ]}
            onChange={(group) => adjust({ group: group === "none" ? "" : group })}
          />
          <span class="toolbar-note num" role="status">
            {rows.filter((row) => row.kind === "agent").length} of {fleet.value.size} agents
          </span>
        </div>
        {rows.length === 0 ? (
          <Empty title="No agent matches">
            <button type="button" class="button" onClick={() => adjust({ q: "", state: "" })}>
              Show all agents
            </button>
          </Empty>
        ) : (
          <FleetTable rows={rows} roster={roster} selected={param("agent")} />
        )}
      </div>
      {chosen !== undefined && <AgentDrawer agent={chosen} />}
    </div>
  );
}

function current(row: RosterRow): RosterRow[] {
  if (row.kind === "group") {
    return [row];
  }
  const agent: Agent | undefined = fleet.value.get(row.key);
  return agent === undefined ? [] : [agent === row.agent ? row : { ...row, agent }];
}

function rosterFromAddress(): Roster {
  const states = param("state").split(",");
  return {
    text: param("q"),
    states: STATES.filter((state: AgentState) => states.includes(state)),
    sort: SORTS.find((key) => key === param("sort")) ?? DEFAULT_SORT,
    descending: param("order") === "desc",
    group: GROUPS.find((group) => group === param("group")) ?? "none",
  };
}
