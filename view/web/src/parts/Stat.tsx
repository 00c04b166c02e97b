import type { ComponentChildren } from "preact";

interface StatProps {
  label: string;
  value: ComponentChildren;
  note?: ComponentChildren;
  tone?: "plain" | "bad" | "warn";
}

/** One number that matters, with what it counts. */
export function Stat({ label, value, note, tone = "plain" }: StatProps) {
  return (
    <div class={`stat stat-${tone}`}>
      <dt>{label}</dt>
      <dd>
        <span class="stat-value num">{value}</span>
        {note !== undefined && <span class="stat-note">{note}</span>}
      </dd>
    </div>
  );
}
