import { signal } from "@preact/signals";

/** The page's clock, for "4 s ago": one tick a second, and at once when the page is looked at again. */
export const now = signal(Date.now());

function tick(): void {
  now.value = Date.now();
}

export function startClock(): () => void {
  const timer = setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", tick);
  };
}
