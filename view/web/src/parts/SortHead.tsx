interface SortHeadProps {
  label: string;
  title: string;
  sorted: "ascending" | "descending" | "none";
  onSort?: (() => void) | undefined;
}

/** A column's head; a button where the column can be sorted by. */
export function SortHead({ label, title, sorted, onSort }: SortHeadProps) {
  return (
    <span role="columnheader" aria-sort={onSort === undefined ? undefined : sorted} class="head-cell" title={title}>
      {onSort === undefined ? (
        label
      ) : (
        <button type="button" class="sort" onClick={onSort}>
          {label}
          <span aria-hidden="true" class="sort-mark">
            {sorted === "ascending" ? "↑" : sorted === "descending" ? "↓" : ""}
          </span>
        </button>
      )}
    </span>
  );
}
