import { useEffect } from "preact/hooks";
import { Empty } from "../parts/Empty";
import { SearchBox } from "../parts/SearchBox";
import type { Pattern, Recommended } from "../protocol";
import { followPatterns, followRecommendations, PAGE, patternPage, patternsProblem, recommendations } from "../state/patterns";
import { adjust, param } from "../state/place";
import { count, plural } from "../text/numbers";
import { oneLine } from "../text/safe";
import { PatternDrawer } from "./PatternDrawer";
import { PatternTable } from "./PatternTable";

const KINDS = [
  ["", "All"],
  ["success", "What works"],
  ["failure", "What fails"],
] as const;
const SETTLE_MILLIS = 300;
const MAX_PROMPT = 500;

/** What was learnt from finished traces, and what of it fits a task. */
export function PatternsScreen() {
  const prompt = param("q").trim().slice(0, MAX_PROMPT);
  const kind = KINDS.find(([each]) => each === param("kind"))?.[0] ?? "";
  const offset = Math.max(0, Math.floor(Number(param("from")) || 0));
  useEffect(() => followPatterns(kind, offset), [kind, offset]);
  useEffect(() => {
    if (prompt === "") {
      recommendations.value = null;
      return;
    }
    let end: (() => void) | undefined;
    const timer = setTimeout(() => {
      end = followRecommendations(prompt);
    }, SETTLE_MILLIS);
    return () => {
      clearTimeout(timer);
      end?.();
    };
  }, [prompt]);
  const page = patternPage.value;
  const found = prompt === "" ? null : recommendations.value;
  const rows: readonly (Pattern | Recommended)[] = prompt === "" ? (page?.patterns ?? []) : found === null ? [] : [...found.recommendations, ...found.warnings];
  const chosen = [...rows, ...(page?.patterns ?? [])].find((pattern) => pattern.patternId === param("pattern"));
  if (page === null) {
    return (
      <Empty title={patternsProblem.value === null ? "Waiting for the patterns" : "The patterns cannot be shown"}>
        <p>{patternsProblem.value === null ? "They show as soon as the bus answers." : oneLine(patternsProblem.value)}</p>
      </Empty>
    );
  }
  return (
    <div class={`split${chosen === undefined ? "" : " split-open"}`}>
      <div class="split-main">
        <div class="toolbar toolbar-wide">
          <SearchBox label="What works for …" placeholder="What works for … (a task in your words)" value={param("q")} onChange={(q) => adjust({ q })} />
          {prompt === "" && (
            <div class="chips" role="group" aria-label="Which patterns">
              {KINDS.map(([each, label]) => (
                <button key={each} type="button" class="chip" aria-pressed={each === kind} onClick={() => adjust({ kind: each, from: "" }, true)}>
                  {label}
                </button>
              ))}
            </div>
          )}
          <span class="toolbar-note num" role="status">
            {prompt === "" ? listed(offset, page.patterns.length, page.total) : found === null ? "looking …" : `${plural(found.recommendations.length, "way")} fit, ${plural(found.warnings.length, "warning")}`}
          </span>
        </div>
        <Learning />
        {patternsProblem.value !== null && <p class="banner">{oneLine(patternsProblem.value)}</p>}
        {rows.length > 0 && <PatternTable rows={rows} selected={param("pattern")} recommended={prompt !== ""} />}
        {rows.length === 0 && <NoPattern asked={prompt !== ""} looking={prompt !== "" && found === null} known={page.known} kind={kind} />}
        {prompt === "" && page.total > PAGE && <Pages offset={offset} total={page.total} />}
      </div>
      {chosen !== undefined && <PatternDrawer pattern={chosen} />}
    </div>
  );
}

function listed(offset: number, shown: number, total: number): string {
  return total === 0 ? "" : `${count(offset + 1)} to ${count(offset + shown)} of ${plural(total, "pattern")}, newest first`;
}

/** What keeps the list from being all there is to know. */
function Learning() {
  const page = patternPage.value;
  if (page === null || (page.complete && page.learning !== "shared" && page.learning !== "waiting")) {
    return null;
  }
  const words = !page.complete
    ? "Still reading what was published before: more patterns will show."
    : page.learning === "shared"
      ? "Two processes learn: neither publishes. Give the role patterns to one of them."
      : "The log does not take new patterns now: what was learnt shows once it does.";
  return (
    <p class="banner banner-warn" role="alert">
      {words}
    </p>
  );
}

function NoPattern({ asked, looking, known, kind }: { asked: boolean; looking: boolean; known: number; kind: string }) {
  if (looking) {
    return <Empty title="Looking for what fits" />;
  }
  if (asked) {
    return (
      <Empty title="Nothing that is known fits">
        <p>Tasks are compared by their words: name the thing, the trouble or the tool in the words of earlier requests.</p>
        <button type="button" class="button" onClick={() => adjust({ q: "" })}>
          Show all patterns
        </button>
      </Empty>
    );
  }
  if (known > 0 && kind !== "") {
    return (
      <Empty title={kind === "success" ? "No way that works is known yet" : "No failure that repeats is known yet"}>
        <button type="button" class="button" onClick={() => adjust({ kind: "" }, true)}>
          Show all patterns
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="Nothing has been learnt yet">
      <p>A way of working becomes a pattern once five finished traces hold it. One can be published by hand, too:</p>
      <pre class="command-text" tabIndex={0} aria-label="Command that publishes a pattern">
        skills/log-success-pattern --help
      </pre>
    </Empty>
  );
}

function Pages({ offset, total }: { offset: number; total: number }) {
  return (
    <nav class="pages" aria-label="Pages of patterns">
      <button type="button" class="button" disabled={offset === 0} onClick={() => adjust({ from: String(Math.max(0, offset - PAGE) || "") }, true)}>
        ‹ Newer
      </button>
      <button type="button" class="button" disabled={offset + PAGE >= total} onClick={() => adjust({ from: String(offset + PAGE) }, true)}>
        Older ›
      </button>
    </nav>
  );
}
