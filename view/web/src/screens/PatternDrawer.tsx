import { AgoWords } from "../parts/Ago";
import { Chain, Step } from "../parts/Chain";
import { Drawer } from "../parts/Drawer";
import { Link } from "../parts/Link";
import { Said } from "../parts/Said";
import { Stat } from "../parts/Stat";
import type { Pattern, Recommended } from "../protocol";
import { headOf } from "../state/patterns";
import { adjust } from "../state/place";
import { zone } from "../state/preferences";
import { count, duration, percent, score } from "../text/numbers";
import { oneLine } from "../text/safe";
import { fullTime } from "../text/time";

/** One pattern: how it goes, how it ends, and where it was seen. */
export function PatternDrawer({ pattern }: { pattern: Pattern | Recommended }) {
  const failure = pattern.kind === "failure";
  return (
    <Drawer title={<Said text={headOf(pattern)} limit={160} />} onClose={() => adjust({ pattern: "" }, true)}>
      <p class="drawer-lead">
        <span class={`tag ${failure ? "tag-failure" : "tag-success"}`}>{failure ? "fails" : "works"}</span> {oneLine(pattern.type, 60)},{" "}
        {pattern.version === 0 ? "published by others" : `version ${count(pattern.version)}`}, seen <AgoWords at={Date.parse(pattern.updatedAt)} />
      </p>
      <dl class="stats stats-small">
        <Stat label="Support" value={pattern.support === 0 ? "–" : count(pattern.support)} note="traces" />
        <Stat label="Success" value={percent(pattern.successRate)} note="of these" />
        <Stat label="Lift" value={pattern.lift === null ? "–" : `×${pattern.lift.toFixed(2)}`} note="against all traces" />
        <Stat label="Quality" value={score(pattern.quality)} note="mean" />
        <Stat label="Duration" value={duration(pattern.durationMs)} note="median" />
        <Stat label="Confidence" value={score(pattern.confidence)} note="0 to 1" />
      </dl>
      {"why" in pattern && <Why recommended={pattern} />}
      {failure && pattern.problem !== undefined && pattern.problem !== "" && (
        <section aria-label="What fails">
          <h3>What fails</h3>
          <p class="long">
            <Step text={pattern.problem} />
          </p>
        </section>
      )}
      {failure && (
        <section aria-label="What helped">
          <h3>What helped</h3>
          {pattern.resolution === undefined || pattern.resolution === "" ? (
            <p class="muted">Nothing is known to help yet.</p>
          ) : (
            <p class="long resolution">
              <Step text={pattern.resolution} limit={2_000} />
            </p>
          )}
        </section>
      )}
      {pattern.steps.length > 0 && (
        <section aria-label="Steps">
          <h3>Steps</h3>
          <Chain steps={pattern.steps} tall />
        </section>
      )}
      <Words name="Task types" words={pattern.taskTypes} />
      <Words name="Domains" words={pattern.domains} />
      <Words name="Tools" words={pattern.tools} />
      <section aria-label="Seen in">
        <h3>Seen in</h3>
        {pattern.traces.length === 0 ? (
          <p class="muted">Nobody said in which traces.</p>
        ) : (
          <ul class="evidence">
            {pattern.traces.map((id) => (
              <li key={id}>
                <Link screen="trace" params={{ id }}>
                  <Said text={id} limit={120} />
                </Link>
              </li>
            ))}
          </ul>
        )}
      </section>
      <p class="muted">Last seen {fullTime(Date.parse(pattern.updatedAt), zone.value)}</p>
    </Drawer>
  );
}

/** Why it was recommended. */
function Why({ recommended }: { recommended: Recommended }) {
  const { why } = recommended;
  return (
    <section aria-label="Why it fits">
      <h3>
        Why it fits <span class="muted num">score {score(recommended.score)}</span>
      </h3>
      <ul class="whys">
        {why.matched.length > 0 && (
          <li>
            found by{" "}
            {why.matched.slice(0, 12).map((word) => (
              <span key={word} class="tag tag-routing">
                {oneLine(word, 40)}
              </span>
            ))}
          </li>
        )}
        {why.similarTo !== "" && (
          <li>
            {percent(why.similarity)} like “<Said text={why.similarTo} limit={200} />”
          </li>
        )}
        {why.sameTaskType && <li>seen in tasks of this type</li>}
        <li>
          ends {recommended.kind === "failure" ? "badly" : "well"} this surely: <b class="num">{score(why.outcome)}</b>
        </li>
      </ul>
    </section>
  );
}

function Words({ name, words }: { name: string; words: readonly string[] }) {
  return words.length === 0 ? null : (
    <section aria-label={name}>
      <h3>{name}</h3>
      <p class="words-list">
        {words.slice(0, 20).map((word) => (
          <span key={word} class="tag">
            {oneLine(word, 60)}
          </span>
        ))}
      </p>
    </section>
  );
}
