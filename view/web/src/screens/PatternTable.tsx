import { Chain, Step } from "../parts/Chain";
import { Rows } from "../parts/Rows";
import { Meter } from "../parts/Meter";
import { Said } from "../parts/Said";
import { SortHead } from "../parts/SortHead";
import { Ago } from "../parts/Ago";
import type { Pattern, Recommended } from "../protocol";
import { adjust } from "../state/place";
import { narrow } from "../state/preferences";
import { count, duration, percent, score } from "../text/numbers";
import { oneLine } from "../text/safe";

const FIRST = [
  ["Kind", "Whether it ends well"],
  ["Steps", "One after the other; placeholders are marked"],
] as const;
const LISTED = [
  ["Support", "Traces that hold it"],
  ["Success", "Of the traces that hold it"],
  ["Lift", "Their success rate against that of all traces"],
  ["Quality", "Mean quality, 0 to 1"],
  ["Takes", "Median duration"],
  ["Seen", "Time since the last of its traces"],
] as const;
const ADVISED = [
  ["Why", "The words it was found by, and the request that is most like yours"],
  ["Support", "Traces that hold it"],
  ["Success", "Of the traces that hold it"],
  ["Score", "How well it fits, against the best of this answer"],
] as const;

interface PatternTableProps {
  rows: readonly (Pattern | Recommended)[];
  selected: string;
  /** Whether these are answers to a question, with scores. */
  recommended: boolean;
}

export function PatternTable({ rows, selected, recommended }: PatternTableProps) {
  return (
    <Rows
      label={recommended ? "What fits, the best first" : "Patterns, newest first"}
      columns={recommended ? "cols-advice" : "cols-patterns"}
      items={rows}
      keyOf={(pattern) => pattern.patternId}
      rowHeight={narrow.value ? 70 : 36}
      selected={selected}
      onSelect={(pattern) => adjust({ pattern: pattern.patternId === selected ? "" : pattern.patternId }, true)}
      toneOf={(pattern) => (pattern.kind === "failure" ? "row-failure" : "")}
      header={[...FIRST, ...(recommended ? ADVISED : LISTED)].map(([label, title]) => (
        <SortHead key={label} label={label} title={title} sorted="none" />
      ))}
      render={(pattern) => ("why" in pattern ? <Advised pattern={pattern} /> : <Listed pattern={pattern} />)}
    />
  );
}

function What({ pattern }: { pattern: Pattern }) {
  const failure = pattern.kind === "failure";
  return (
    <>
      <span role="gridcell" class="cell-kind">
        <span class={`tag ${failure ? "tag-failure" : "tag-success"}`}>{failure ? "fails" : "works"}</span>
      </span>
      <span role="gridcell" class="cell-steps">
        {failure && pattern.problem !== undefined && pattern.problem !== "" ? <Step text={pattern.problem} limit={260} /> : <Chain steps={pattern.steps.slice(0, 12)} />}
      </span>
    </>
  );
}

function Support({ pattern }: { pattern: Pattern }) {
  return (
    <>
      <span role="gridcell" class={`cell-support num${pattern.support === 0 ? " nobody-said" : ""}`}>
        {pattern.support === 0 ? "–" : count(pattern.support)}
      </span>
      <span role="gridcell" class="cell-success num">
        {percent(pattern.successRate)}
      </span>
    </>
  );
}

function Listed({ pattern }: { pattern: Pattern }) {
  return (
    <>
      <What pattern={pattern} />
      <Support pattern={pattern} />
      <span role="gridcell" class="cell-lift num">
        {pattern.lift === null ? "–" : `×${pattern.lift.toFixed(2)}`}
      </span>
      <span role="gridcell" class="cell-quality num">
        {score(pattern.quality)}
      </span>
      <span role="gridcell" class="cell-takes num">
        {duration(pattern.durationMs)}
      </span>
      <span role="gridcell" class="cell-last num">
        <Ago at={Date.parse(pattern.updatedAt)} />
      </span>
    </>
  );
}

function Advised({ pattern }: { pattern: Recommended }) {
  const { why } = pattern;
  return (
    <>
      <What pattern={pattern} />
      <span role="gridcell" class="cell-why">
        {why.matched.slice(0, 5).map((word) => (
          <span key={word} class="tag tag-routing">
            {oneLine(word, 30)}
          </span>
        ))}
        {why.similarTo !== "" && (
          <span class="muted">
            {percent(why.similarity)} like “<Said text={why.similarTo} limit={120} />”
          </span>
        )}
      </span>
      <Support pattern={pattern} />
      <span role="gridcell" class="cell-last num">
        <Meter value={pattern.score} tone={pattern.kind === "failure" ? "bad" : "chosen"} />
        <span class="cell-number">{score(pattern.score)}</span>
      </span>
    </>
  );
}
