import type { ComponentChildren } from "preact";

/** A name and what it has; within a list of definitions. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
