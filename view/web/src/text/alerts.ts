import { count, UNKNOWN } from "./numbers";

/** What a rule found against its bound; shares as percentages, as the rule's own words have them. */
export function against(value: number | null, threshold: number | null, kind: string | undefined): string {
  const found = value === null ? UNKNOWN : figure(value, kind);
  return threshold === null ? found : `${found} / ${figure(threshold, kind)}`;
}

export function figure(value: number, kind: string | undefined): string {
  if (kind === "ratio") {
    return `${(value * 100).toFixed(1)} %`;
  }
  return Number.isInteger(value) ? count(value) : value.toFixed(2);
}
