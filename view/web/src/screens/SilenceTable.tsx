import { useState } from "preact/hooks";
import { Said } from "../parts/Said";
import { Table } from "../parts/Table";
import type { Silence } from "../protocol";
import { endSilence } from "../state/alerts";
import { Refused } from "../state/api";
import { zone } from "../state/preferences";
import { maySilence } from "../state/session";
import { now } from "../state/clock";
import { duration } from "../text/numbers";
import { oneLine } from "../text/safe";
import { fullTime } from "../text/time";

/** What is kept quiet, until when, and why. */
export function SilenceTable({ silences }: { silences: readonly Silence[] }) {
  const [problem, setProblem] = useState("");
  const who = maySilence.value;
  const end = (id: string) => {
    setProblem("");
    endSilence(id).catch((failure: unknown) => setProblem(failure instanceof Refused ? failure.message : String(failure)));
  };
  return (
    <>
      <Table
        title="Silences"
        heads={["What", "Why", "Since", "Until", "Left", ""]}
        words={[1, 2, 3, 5]}
        empty="Nothing is silenced. Open an alert to silence it, or: agentbus alerts silence --rule NAME --for 2h --reason TEXT"
        rows={silences.map((silence) => [
          <span class="strong">
            <Said text={scopeOf(silence)} limit={160} />
          </span>,
          <Said text={silence.reason} limit={160} />,
          fullTime(Date.parse(silence.begins), zone.value).slice(0, 19),
          fullTime(Date.parse(silence.ends), zone.value).slice(0, 19),
          duration(Math.max(0, Date.parse(silence.ends) - now.value)),
          who.may ? (
            <button type="button" class="button" onClick={() => end(silence.id)} aria-label={`End silence of ${oneLine(scopeOf(silence), 80)}`}>
              End silence
            </button>
          ) : (
            <span class="muted">in force</span>
          ),
        ])}
      />
      {!who.may && <p class="muted">{who.why}</p>}
      <p class="text-bad" role="alert">
        {oneLine(problem)}
      </p>
    </>
  );
}

function scopeOf(silence: Silence): string {
  const key = Object.entries(silence.key).map(([name, value]) => `${name} ${value}`);
  const rule = silence.rule === null ? "every rule" : silence.rule;
  return key.length === 0 ? (silence.rule === null ? "everything" : rule) : `${rule}: ${key.join(", ")}`;
}
