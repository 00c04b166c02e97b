import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * Details beside the list; Escape closes them and gives the focus back to where it was, unless it has gone elsewhere.
 * Both before the next frame is drawn, so that a key pressed at once finds its place.
 */
export function Drawer({ title, onClose, children }: { title: ComponentChildren; onClose(): void; children: ComponentChildren }) {
  const drawer = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const own = drawer.current;
    heading.current?.focus({ preventScroll: true });
    return () => {
      const now = document.activeElement;
      const free = now === null || now === document.body || own?.contains(now) === true;
      if (free && before instanceof HTMLElement && before.isConnected) {
        before.focus({ preventScroll: true });
      }
    };
  }, []);
  useLayoutEffect(() => {
    const escape = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) {
        onClose();
      }
    };
    addEventListener("keydown", escape);
    return () => removeEventListener("keydown", escape);
  }, [onClose]);
  return (
    <section ref={drawer} class="drawer" role="region" aria-label="Details">
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
