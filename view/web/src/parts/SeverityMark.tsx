/** Shape and word tell how grave it is; colour only repeats it. */
export function SeverityMark({ severity, word = true }: { severity: string; word?: boolean }) {
  const known = severity === "critical" || severity === "info" ? severity : "warning";
  return (
    <span class={`severity severity-${known}`}>
      <svg class="state-shape" viewBox="0 0 12 12" aria-hidden="true">
        {known === "critical" ? <path d="M6 1l5.4 10H.6z" /> : known === "warning" ? <path d="M6 .8L11.2 6 6 11.2.8 6z" /> : <circle cx="6" cy="6" r="4" />}
      </svg>
      <span class={word ? "" : "unseen"}>{known}</span>
    </span>
  );
}
