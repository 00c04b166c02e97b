import { oneLine } from "../text/safe";

/** What an agent said, on one line, as text and nothing but text, isolated from the writing direction around it. */
export function Said({ text, limit = 400 }: { text: string | null; limit?: number }) {
  if (text === null || text === "") {
    return <span class="unknown">–</span>;
  }
  const shown = oneLine(text, limit);
  return (
    <bdi class="said" title={shown}>
      {shown}
    </bdi>
  );
}
