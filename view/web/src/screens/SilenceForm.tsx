import { useRef, useState } from "preact/hooks";
import { Said } from "../parts/Said";
import { Select } from "../parts/Select";
import type { Alert, Silence } from "../protocol";
import { silence } from "../state/alerts";
import { Refused } from "../state/api";
import { zone } from "../state/preferences";
import { maySilence } from "../state/session";
import { oneLine } from "../text/safe";
import { fullTime, zoneName } from "../text/time";

type Scope = "alert" | "rule";

/** Peace from an alert, for an hour, for a night, or until a moment. */
export function SilenceForm({ alert, silenced }: { alert: Alert; silenced: Silence | null }) {
  const [scope, setScope] = useState<Scope>("alert");
  const [reason, setReason] = useState("");
  const [said, setSaid] = useState<{ text: string; bad: boolean } | null>(null);
  const until = useRef<HTMLInputElement>(null);
  const who = maySilence.value;
  if (!who.may) {
    return (
      <section aria-label="Silence">
        <h3>Silence</h3>
        <p class="muted">{who.why}</p>
      </section>
    );
  }
  const put = (length: { for: string } | { until: string }) => {
    setSaid(null);
    silence({ rule: alert.rule, key: scope === "alert" ? alert.key : {}, reason, ...length })
      .then(() => setSaid({ text: "Silenced: what fires of it from now on is listed, and nobody is told.", bad: false }))
      .catch((failure: unknown) => setSaid({ text: failure instanceof Refused ? failure.message : String(failure), bad: true }));
  };
  const putUntil = () => {
    const at = momentOf(until.current?.value ?? "");
    if (at === null) {
      setSaid({ text: "Choose the day and the time first.", bad: true });
    } else {
      put({ until: at });
    }
  };
  return (
    <section class="silence-form" aria-label="Silence">
      <h3>Silence</h3>
      {silenced !== null && <p>Kept quiet until {fullTime(Date.parse(silenced.ends), zone.value)}.</p>}
      <p class="muted">For what fires from now on; people were told of what fires already, and will be told that it is over.</p>
      <Select
        label="Silence"
        value={scope}
        options={[
          ["alert", Object.keys(alert.key).length === 0 ? "this alert" : "this alert, of this key"],
          ["rule", "all alerts of the rule"],
        ]}
        onChange={(chosen) => setScope(chosen === "rule" ? "rule" : "alert")}
      />
      <label class="select filter wide">
        <span class="select-label">Why</span>
        <input type="text" value={reason} maxLength={300} placeholder="for those who wonder" autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <div class="silence-buttons">
        <button type="button" class="button" onClick={() => put({ for: "1h" })}>
          Silence 1 h
        </button>
        <button type="button" class="button" onClick={() => put({ for: "8h" })}>
          Silence 8 h
        </button>
        <span class="silence-until">
          <input ref={until} type="datetime-local" class="moment" aria-label={`Silence until, ${zoneName(zone.value)}`} />
          <button type="button" class="button" onClick={putUntil}>
            Silence until
          </button>
        </span>
      </div>
      <p role="status" class={said?.bad === true ? "text-bad" : "muted"}>
        {said === null ? "" : <Said text={oneLine(said.text)} />}
      </p>
    </section>
  );
}

/** The fields of a browser know no zone: what is typed is in the page's. */
function momentOf(typed: string): string | null {
  const at = Date.parse(zone.value === "utc" ? `${typed}Z` : typed);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
