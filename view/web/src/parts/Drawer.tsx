import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Details beside the list; Escape closes them and gives the focus back to where it was. */
export function Drawer({ title, onClose, children }: { title: ComponentChildren; onClose(): void; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus({ preventScroll: true });
      }
    };
  }, []);
  useEffect(() => {
    const escape = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) {
        onClose();
      }
    };
    addEventListener("keydown", escape);
    return () => removeEventListener("keydown", escape);
  }, [onClose]);
  return (
    <section class="drawer" role="region" aria-label="Details">
      <header class="drawer-head">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="button quiet" onClick={onClose} aria-label="Close details">
          ✕
        </button>
      </header>
      <div class="drawer-body" tabIndex={0} role="group" aria-label="Details, scrollable">
        {children}
      </div>
    </section>
  );
}
