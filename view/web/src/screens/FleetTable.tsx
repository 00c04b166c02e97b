import { Rows } from "../parts/Rows";
import { SortHead } from "../parts/SortHead";
import { adjust, place } from "../state/place";
import { narrow } from "../state/preferences";
import type { Roster, RosterRow, SortKey } from "../state/roster";
import { oneLine } from "../text/safe";
import { AgentRow } from "./AgentRow";

const COLUMNS: readonly (readonly [key: SortKey | null, label: string, title: string])[] = [
  ["attention", "State", "What needs attention first"],
  ["agent", "Agent", "By name"],
  [null, "Doing", "The newest action"],
  ["rate", "Events/s", "Over about the last minute; the line shows 5 minutes"],
  ["success", "Success", "Of the last 24 hours' actions that said how they went"],
  ["p50", "p50", "Median duration of actions, 24 hours"],
  ["p95", "p95", "95 % of actions took no longer, 24 hours"],
  ["confidence", "Conf.", "Mean confidence of the decisions that chose it, 0 to 1"],
  ["seen", "Seen", "Time since its last event"],
];

/* What is bad comes first when a column is clicked. */
const DESCENDING_FIRST: readonly SortKey[] = ["rate", "p50", "p95", "seen"];

export function FleetTable({ rows, roster, selected }: { rows: readonly RosterRow[]; roster: Roster; selected: string }) {
  const sortBy = (key: SortKey) => {
    const again = roster.sort === key;
    const descending = again ? !roster.descending : DESCENDING_FIRST.includes(key);
    adjust({ sort: key === "attention" ? "" : key, order: descending ? "desc" : "" });
  };
  const params = place.value.params;
  return (
    <Rows
      label="Agents"
      columns="cols-fleet"
      items={rows}
      keyOf={(row) => row.key}
      rowHeight={narrow.value ? 62 : 34}
      selected={selected}
      onSelect={(row) => {
        if (row.kind === "agent") {
          adjust({ agent: row.key === params["agent"] ? "" : row.key }, true);
        }
      }}
      toneOf={(row) => (row.kind === "group" ? "row-group" : `row-${row.agent.state}`)}
      header={COLUMNS.map(([key, label, title]) => (
        <SortHead
          key={label}
          label={label}
          title={title}
          sorted={key === roster.sort ? (roster.descending ? "descending" : "ascending") : "none"}
          onSort={key === null ? undefined : () => sortBy(key)}
        />
      ))}
      render={(row) =>
        row.kind === "group" ? (
          <span role="gridcell" class="group-cell">
            {oneLine(row.label)} <span class="muted num">{row.count}</span>
          </span>
        ) : (
          <AgentRow agent={row.agent} />
        )
      }
    />
  );
}
