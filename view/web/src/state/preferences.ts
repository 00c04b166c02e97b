import { effect, signal } from "@preact/signals";
import type { Zone } from "../text/time";

export type Theme = "auto" | "light" | "dark";

const THEMES: readonly Theme[] = ["auto", "light", "dark"];

function stored(key: string): string | null {
  try {
    return localStorage.getItem(`agentbus.${key}`);
  } catch {
    return null;
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(`agentbus.${key}`, value);
  } catch {
    // A browser that keeps nothing: the choice lasts as long as the page.
  }
}

export const theme = signal<Theme>(THEMES.find((known) => known === stored("theme")) ?? "auto");
export const zone = signal<Zone>(stored("zone") === "utc" ? "utc" : "local");
/** Whether the page is as narrow as a phone. */
export const narrow = signal(false);
export const darkNow = signal(false);

export function startPreferences(): void {
  const small = matchMedia("(max-width: 760px)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const look = () => {
    narrow.value = small.matches;
    darkNow.value = theme.value === "dark" || (theme.value === "auto" && dark.matches);
  };
  small.addEventListener("change", look);
  dark.addEventListener("change", look);
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
    store("theme", theme.value);
    look();
  });
  effect(() => store("zone", zone.value));
}

export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "auto";
}

export function otherZone(): void {
  zone.value = zone.value === "utc" ? "local" : "utc";
}
