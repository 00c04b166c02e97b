import type { Screen } from "../state/place";

const PATHS: Record<Screen, string> = {
  fleet: "M3 4h4v4H3zM9 4h4v4H9zM3 10h4v3H3zM9 10h4v3H9z",
  stream: "M2 4h12M2 8h8M2 12h10",
  routing: "M3 8h3l4-4h3M6 8l4 4h3",
  trace: "M2 4h7M5 8h7M8 12h6",
  system: "M3 3h10v4H3zM3 9h10v4H3zM5.5 5h.01M5.5 11h.01",
};

export function NavIcon({ screen }: { screen: Screen }) {
  return (
    <svg class="nav-icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[screen]} />
    </svg>
  );
}
