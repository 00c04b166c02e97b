import type { ComponentChildren } from "preact";

interface TableProps {
  title: string;
  heads: readonly string[];
  rows: readonly (readonly ComponentChildren[])[];
  empty: string;
  /** Columns of words; numbers stand at the end of theirs. */
  words?: readonly number[];
}

/** A short table; the first column names the row. */
export function Table({ title, heads, rows, empty, words = [] }: TableProps) {
  return (
    <section class="panel" aria-label={title}>
      <h2>
        {title} <span class="muted num">{rows.length}</span>
      </h2>
      {rows.length === 0 ? (
        <p class="muted">{empty}</p>
      ) : (
        <div class="table-scroll" tabIndex={0} role="group" aria-label={`${title}, scrollable`}>
          <table>
            <thead>
              <tr>
                {heads.map((head, column) => (
                  <th key={head} scope="col" class={words.includes(column) ? "words" : ""}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                <tr key={i}>
                  {row.map((cell, column) => (column === 0 ? <th scope="row">{cell}</th> : <td class={words.includes(column) ? "words" : ""}>{cell}</td>))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
