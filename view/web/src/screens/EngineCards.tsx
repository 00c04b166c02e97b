import type { EngineState } from "../protocol";
import { bytes } from "../text/numbers";
import { oneLine } from "../text/safe";

const TONES: Record<string, string> = { running: "good", external: "good", starting: "warn", restarting: "warn", down: "bad" };

export function EngineCards({ engines }: { engines: readonly EngineState[] }) {
  return (
    <section aria-label="Engines" class="engines">
      {engines.map((engine) => (
        <article key={engine.name} class={`panel engine engine-${TONES[engine.state] ?? "warn"}`}>
          <h2>
            {oneLine(engine.name)} <span class="muted">{oneLine(engine.version ?? "")}</span>
          </h2>
          <p class="engine-state">{oneLine(engine.state)}</p>
          <dl class="facts">
            <Fact name="address" value={engine.address?.replace(/^jdbc:[a-z]+:\/\//, "")} />
            <Fact name="process" value={engine.pid} />
            <Fact name="memory" value={engine.rssBytes === undefined || engine.rssBytes === null ? null : bytes(engine.rssBytes)} />
            <Fact name="restarts" value={engine.restarts} />
          </dl>
        </article>
      ))}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string | number | null | undefined }) {
  return value === null || value === undefined ? null : (
    <div>
      <dt>{name}</dt>
      <dd class="num">{oneLine(String(value))}</dd>
    </div>
  );
}
