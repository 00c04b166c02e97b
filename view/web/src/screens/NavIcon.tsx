import type { Screen } from "../state/place";

const PATHS: Record<Screen, string> = {
  fleet: "M3 4h4v4H3zM9 4h4v4H9zM3 10h4v3H3zM9 10h4v3H9z",
  stream: "M2 4h12M2 8h8M2 12h10",
  routing: "M3 8h3l4-4h3M6 8l4 4h3",
  trace: "M2 4h7M5 8h7M8 12h6",
  alerts: "M8 2.5c-2.2 0-3.6 1.6-3.6 3.8 0 3-1.4 4.2-1.4 4.2h10s-1.4-1.2-1.4-4.2C11.6 4.1 10.2 2.5 8 2.5zM6.8 13h2.4",
  windows: "M2 13.5h12M4 13V9M8 13V3M12 13V6",
  patterns: "M4 4.5a1.5 1.5 0 1 0 0-.1zM12 8a1.5 1.5 0 1 0 0-.1zM4 12a1.5 1.5 0 1 0 0-.1zM5.5 5l5 2.5M5.5 11.2l5-2.6",
  system: "M3 3h10v4H3zM3 9h10v4H3zM5.5 5h.01M5.5 11h.01",
};

export function NavIcon({ screen }: { screen: Screen }) {
  return (
    <svg class="nav-icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[screen]} />
    </svg>
  );
}
