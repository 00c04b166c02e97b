import { piecesOf } from "../state/patterns";
import { oneLine } from "../text/safe";

/** Steps one after the other; what belongs to one task alone is marked as a placeholder. */
export function Chain({ steps, tall = false }: { steps: readonly string[]; tall?: boolean }) {
  return (
    <ol class={tall ? "chain chain-tall" : "chain"}>
      {steps.map((step, i) => (
        <li key={i} title={oneLine(step)}>
          {tall && <span class="chain-number num">{i + 1}</span>}
          <Step text={step} limit={tall ? 600 : 90} />
        </li>
      ))}
    </ol>
  );
}

export function Step({ text, limit = 600 }: { text: string; limit?: number }) {
  return (
    <bdi class="step">
      {piecesOf(oneLine(text, limit)).map((piece, i) =>
        piece.hole ? (
          <span key={i} class="hole" title="a placeholder: differs from task to task">
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </bdi>
  );
}
