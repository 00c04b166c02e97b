import { AgoWords } from "../parts/Ago";
import { Said } from "../parts/Said";
import { Table } from "../parts/Table";
import type { AlertDestination, AlertReport } from "../protocol";
import { count } from "../text/numbers";
import { oneLine } from "../text/safe";

/** Who is told of alerts, and how that goes. */
export function DestinationTable({ report }: { report: AlertReport }) {
  return (
    <>
      <Table
        title="Who is told"
        heads={["Destination", "Kind", "State", "Told", "Waiting", "Silenced", "Skipped", "Given up", "Last error"]}
        words={[1, 2, 8]}
        empty={
          report.judgedHere
            ? `Nobody is told: name PagerDuty, Slack or a webhook under destinations in the rules file. In force now: ${oneLine(report.file, 80)}.`
            : "This process judges nothing: ask the one with the role alerts."
        }
        rows={report.destinations.map((each) => [
          <span class="strong">
            <Said text={each.name} limit={80} />
          </span>,
          oneLine(each.kind),
          <StateTag destination={each} />,
          count(each.sent),
          count(each.waiting),
          count(each.silenced),
          count(each.skipped),
          <span class={each.deadLettered > 0 ? "text-bad" : ""}>{count(each.deadLettered)}</span>,
          each.lastError === undefined ? (
            <span class="muted">none</span>
          ) : (
            <>
              <Said text={each.lastError.message} limit={200} /> <span class="muted">(<AgoWords at={Date.parse(each.lastError.time)} />)</span>
            </>
          ),
        ])}
      />
      {report.destinations.length > 0 && (
        <p class="muted">
          Counted since this process started. Skipped is what may have arrived before and was not sent again (<code>in-doubt: skip</code>). What was given up is a dead letter of the group alert-delivery-NAME: <code>agentbus dead-letters list</code> shows it,{" "}
          <code>agentbus dead-letters redrive</code> tells it after all.
        </p>
      )}
    </>
  );
}

function StateTag({ destination }: { destination: AlertDestination }) {
  const waits = destination.waiting > 0;
  const tone = destination.state === "failed" ? "failure" : waits ? "performance" : "success";
  const word = destination.state === "running" ? (waits ? "waiting" : "all told") : destination.state;
  return <span class={`tag tag-${tone}`}>{oneLine(word)}</span>;
}
