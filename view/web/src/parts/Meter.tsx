/** A share from 0 to 1 as a thin bar; its number stands beside it, so the bar is decoration. */
export function Meter({ value, tone = "plain" }: { value: number | null; tone?: "plain" | "good" | "bad" | "chosen" }) {
  const share = value === null || !Number.isFinite(value) ? 0 : Math.min(1, Math.max(0, value));
  return (
    <span class={`meter meter-${tone}`} aria-hidden="true">
      <span class="meter-fill" style={{ transform: `scaleX(${share})` }} />
    </span>
  );
}
