/** Numbers as people read them. Unknown is a dash, never a zero. */
export const UNKNOWN = "–";

function known(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

/** 0 to 1 as a percentage; 100 % only when nothing failed, 0 % only when nothing succeeded. */
export function percent(ratio: number | null | undefined): string {
  if (!known(ratio)) {
    return UNKNOWN;
  }
  const value = ratio * 100;
  if (ratio < 1 && value >= 99.95) {
    return "99.9 %";
  }
  if (ratio > 0 && value < 0.05) {
    return "<0.1 %";
  }
  return Number.isInteger(value) ? `${value} %` : `${value.toFixed(1)} %`;
}

/** Milliseconds as ms, s, min, h, with three significant digits at most. */
export function duration(millis: number | null | undefined): string {
  if (!known(millis) || millis < 0) {
    return UNKNOWN;
  }
  if (millis < 1) {
    return millis === 0 ? "0 ms" : "<1 ms";
  }
  if (millis < 999.5) {
    return `${Math.round(millis)} ms`;
  }
  const seconds = millis / 1000;
  if (seconds < 59.95) {
    return `${seconds < 9.995 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  }
  if (whole < 172_800) {
    return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
  }
  const hours = Math.floor((whole % 86_400) / 3600);
  return hours === 0 ? `${Math.floor(whole / 86_400)} d` : `${Math.floor(whole / 86_400)} d ${pad(hours)} h`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

/** Events per second. */
export function rate(perSecond: number | null | undefined): string {
  if (!known(perSecond)) {
    return UNKNOWN;
  }
  if (perSecond === 0) {
    return "0";
  }
  if (perSecond < 0.05) {
    return "<0.1";
  }
  return perSecond < 99.95 ? perSecond.toFixed(1) : count(Math.round(perSecond));
}

const GROUPED = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export function count(value: number | null | undefined): string {
  return known(value) ? GROUPED.format(value) : UNKNOWN;
}

/** Confidence and other scores from 0 to 1. */
export function score(value: number | null | undefined): string {
  return known(value) ? value.toFixed(2) : UNKNOWN;
}

export function bytes(value: number | null | undefined): string {
  if (!known(value)) {
    return UNKNOWN;
  }
  const units = ["B", "kB", "MB", "GB", "TB"];
  let scaled = value;
  let unit = 0;
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${unit === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${units[unit]}`;
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A length as it is written in questions, for people: "15m" and "15min" are 15 min. */
export function spanText(span: string): string {
  const [, number, unit] = /^(\d+)(s|m|min|h|d)$/.exec(span) ?? [];
  return number === undefined ? span : `${number} ${unit === "m" ? "min" : unit}`;
}

/** A length that somebody chose, in the largest unit that leaves no rest: 300,000 ms is 5 min. */
export function lengthText(millis: number): string {
  if (millis === 0) {
    return "0";
  }
  const units: [string, number][] = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1_000]];
  const [unit, size] = units.find(([, each]) => millis % each === 0) ?? ["ms", 1];
  return `${millis / size} ${unit}`;
}
