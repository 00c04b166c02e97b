import type { ConsumerStatus } from "../protocol";

/** What the page knows about its line to the bus. Times are the page's own, epoch milliseconds. */
export interface Link {
  readonly open: boolean;
  /** When the page began to wait for the bus. */
  readonly begunAt: number;
  /** When anything was heard last; null before the first frame. */
  readonly heardAt: number | null;
  /** What the bus says about its own reading of the log. */
  readonly reading: "following" | "catching-up" | "cut-off";
  /** Since when `reading` is what it is. */
  readonly readingSince: number;
  readonly message: string | null;
}

/** What the page may claim. */
export type Connection =
  | { readonly kind: "connecting" }
  | { readonly kind: "catching-up" }
  | { readonly kind: "live" }
  | { readonly kind: "stale"; readonly since: number; readonly reason: string };

/** The page asks for a sign of life this often, … */
export const PING_MILLIS = 4_000;
/** … and no longer says "live" after this much silence. */
export const SILENCE_MILLIS = 10_000;
/** Connecting is called by its name for so long. */
export const PATIENCE_MILLIS = 4_000;

export function begin(at: number): Link {
  return { open: false, begunAt: at, heardAt: null, reading: "catching-up", readingSince: at, message: null };
}

export function opened(link: Link): Link {
  return { ...link, open: true };
}

export function closed(link: Link): Link {
  return { ...link, open: false };
}

export function heard(link: Link, at: number): Link {
  return { ...link, heardAt: at };
}

export function told(link: Link, status: ConsumerStatus, at: number): Link {
  const reading =
    status.status === "disconnected" ? "cut-off" : status.catchingUp ? "catching-up" : "following";
  const readingSince = reading === link.reading ? link.readingSince : at;
  return { ...link, reading, readingSince, message: status.message ?? null };
}

/** The one sentence the page says about itself; right at `at`, whenever it is asked. */
export function judge(link: Link, at: number): Connection {
  if (link.heardAt === null) {
    return at - link.begunAt < PATIENCE_MILLIS
      ? { kind: "connecting" }
      : { kind: "stale", since: link.begunAt, reason: "The bus does not answer; trying again" };
  }
  if (!link.open) {
    return { kind: "stale", since: link.heardAt, reason: "The line to the bus is cut; connecting again" };
  }
  if (at - link.heardAt > SILENCE_MILLIS) {
    return { kind: "stale", since: link.heardAt, reason: "Nothing heard from the bus" };
  }
  switch (link.reading) {
    case "cut-off":
      return { kind: "stale", since: link.readingSince, reason: link.message ?? "The bus cannot reach its log" };
    case "catching-up":
      return { kind: "catching-up" };
    case "following":
      return { kind: "live" };
  }
}
