import { UNKNOWN } from "./numbers";

/** Whose clock times are shown in. */
export type Zone = "local" | "utc";

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function three(value: number): string {
  return String(value).padStart(3, "0");
}

/** 14:03:27, or 14:03:27.045 when `millis` is asked for. */
export function clockTime(at: number, zone: Zone, millis = false): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) {
    return UNKNOWN;
  }
  const text =
    zone === "utc"
      ? `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
      : `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return millis ? `${text}.${three(date.getUTCMilliseconds())}` : text;
}

/** 2026-11-21 14:03:27.045 UTC+01:00 */
export function fullTime(at: number, zone: Zone): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) {
    return UNKNOWN;
  }
  const day =
    zone === "utc"
      ? `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
      : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${clockTime(at, zone, true)} ${zoneName(zone, at)}`;
}

/** UTC, or the local offset as UTC+05:30. */
export function zoneName(zone: Zone, at = Date.now()): string {
  if (zone === "utc") {
    return "UTC";
  }
  const minutes = -new Date(at).getTimezoneOffset();
  const sign = minutes < 0 ? "−" : "+";
  const size = Math.abs(minutes);
  return `UTC${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** How long ago, coarse: now, 4 s, 12 min, 3 h, 2 d. The future is "now": clocks differ. */
export function ago(at: number, now: number): string {
  const seconds = Math.floor((now - at) / 1000);
  if (!Number.isFinite(seconds)) {
    return UNKNOWN;
  }
  if (seconds < 1) {
    return "now";
  }
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** 11-21 14:03, for stretches of days. */
export function dayTime(at: number, zone: Zone): string {
  const full = fullTime(at, zone);
  return full === UNKNOWN ? full : full.slice(5, 16);
}
