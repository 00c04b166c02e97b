import { AgoWords } from "../parts/Ago";
import { Drawer } from "../parts/Drawer";
import { Fact } from "../parts/Fact";
import { Link } from "../parts/Link";
import { Said } from "../parts/Said";
import { SeverityMark } from "../parts/SeverityMark";
import type { Alert, AlertReport } from "../protocol";
import { findings, keyOf, silenceOf } from "../state/alerts";
import { adjust } from "../state/place";
import { zone } from "../state/preferences";
import { figure } from "../text/alerts";
import { lengthText, UNKNOWN } from "../text/numbers";
import { manyLines, oneLine } from "../text/safe";
import { fullTime } from "../text/time";
import { SilenceForm } from "./SilenceForm";

/* Keys that name an agent of the fleet. */
const AGENT_KEYS = ["agent_name", "agent", "selected_agent", "source_agent", "target_agent", "detected_agent"];

/** One alert: what it found, what speaks for it, and how to have peace from it. */
export function AlertDrawer({ alert, report }: { alert: Alert; report: AlertReport }) {
  const rule = report.rules.find((each) => each.name === alert.rule);
  const finding = findings.value.get(alert.id);
  const threshold = finding?.threshold ?? rule?.threshold ?? null;
  const windowMs = finding?.windowMs ?? rule?.windowMs ?? null;
  const silenced = silenceOf(alert, report.silences);
  return (
    <Drawer title={<Said text={alert.rule} limit={120} />} onClose={() => adjust({ alert: "" }, true)}>
      <p class="long strong">{manyLines(alert.message, 4_000)}</p>
      <dl class="facts facts-labels">
        <Fact name="Severity">
          <SeverityMark severity={alert.severity} />
        </Fact>
        <Fact name="Fired">
          {fullTime(Date.parse(alert.firedAt), zone.value)} (<AgoWords at={Date.parse(alert.firedAt)} />)
        </Fact>
        {alert.resolvedAt !== undefined && (
          <Fact name="Over">
            {fullTime(Date.parse(alert.resolvedAt), zone.value)} (<AgoWords at={Date.parse(alert.resolvedAt)} />)
            {alert.reason === undefined ? "" : `: ${oneLine(alert.reason)}`}
          </Fact>
        )}
        <Fact name="Value">{finding?.value === undefined || finding.value === null ? `${UNKNOWN}, the message says what was found` : figure(finding.value, rule?.kind)}</Fact>
        <Fact name="Threshold">{threshold === null ? UNKNOWN : figure(threshold, rule?.kind)}</Fact>
        <Fact name="Window">{windowMs === null ? UNKNOWN : lengthText(windowMs)}</Fact>
        <Fact name="Rule">
          <Link screen="alerts" params={{ view: "rules" }}>
            <Said text={alert.rule} />
          </Link>
        </Fact>
        {keyOf(alert, rule?.per).map(([name, value]) => (
          <Fact key={name} name={oneLine(name, 40)}>
            <KeyValue name={name} value={value} />
          </Fact>
        ))}
      </dl>
      <EvidenceList alert={alert} />
      <SilenceForm alert={alert} silenced={silenced} />
    </Drawer>
  );
}

function KeyValue({ name, value }: { name: string; value: string }) {
  if (AGENT_KEYS.includes(name)) {
    return (
      <Link screen="fleet" params={{ agent: value }}>
        <Said text={value} />
      </Link>
    );
  }
  if (name === "correlation_id") {
    return (
      <Link screen="trace" params={{ id: value }}>
        <Said text={value} />
      </Link>
    );
  }
  return <Said text={value} limit={2_000} />;
}

function EvidenceList({ alert }: { alert: Alert }) {
  return (
    <section aria-label="Evidence">
      <h3>Evidence</h3>
      {alert.evidence.length === 0 ? (
        <p class="muted">No event stands for it: what fires is that none came.</p>
      ) : (
        <ul class="evidence">
          {alert.evidence.map((each) => (
            <li key={`${each.topic}/${each.partition}/${each.offset}`}>
              {each.correlation_id === undefined ? (
                <span class="muted">no trace</span>
              ) : (
                <Link screen="trace" params={{ id: each.correlation_id }}>
                  <Said text={each.correlation_id} limit={120} />
                </Link>
              )}
              <span class="muted num">
                {oneLine(each.topic)} {each.partition}:{each.offset}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
