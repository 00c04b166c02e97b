import type { ConsumerStatus } from "../protocol";

/** What the page knows about its line to the bus. Times are the page's own, epoch milliseconds. */
export interface Link {
  readonly open: boolean;
  /** When the page began to wait for the bus. */
  readonly begunAt: number;
  /** When anything was heard last; null before the first frame. */
  readonly heardAt: number | null;
  /** When the bus last said how its reading of the log goes; null before the first time. */
  readonly toldAt: number | null;
  readonly reading: "following" | "catching-up" | "cut-off";
  /** Since when `reading` is what it is. */
  readonly readingSince: number;
  /** The newest moment of which the bus shows all that its log holds; null before the first. */
  readonly asOf: number | null;
  readonly message: string | null;
}

/** What the page may claim. */
export type Connection =
  | { readonly kind: "connecting" }
  | { readonly kind: "catching-up"; readonly asOf: number | null; readonly reason: string }
  | { readonly kind: "live" }
  | { readonly kind: "stale"; readonly since: number; readonly reason: string };

/** The page asks for a sign of life this often, … */
export const PING_MILLIS = 2_000;
/** … and no longer says "live" after this much silence. */
export const SILENCE_MILLIS = 6_000;
/** Connecting is called by its name for so long. */
export const PATIENCE_MILLIS = 4_000;

export function begin(at: number): Link {
  return {
    open: false,
    begunAt: at,
    heardAt: null,
    toldAt: null,
    reading: "catching-up",
    readingSince: at,
    asOf: null,
    message: null,
  };
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

/** @param skew the server's clock minus the page's, milliseconds */
export function told(link: Link, status: ConsumerStatus, at: number, skew: number): Link {
  const reading =
    status.status === "disconnected" ? "cut-off" : status.catchingUp ? "catching-up" : "following";
  const asOf = typeof status.asOf === "string" ? Date.parse(status.asOf) - skew : Number.NaN;
  return {
    ...link,
    toldAt: at,
    reading,
    readingSince: reading === link.reading ? link.readingSince : at,
    asOf: Number.isNaN(asOf) ? null : asOf,
    message: status.message ?? null,
  };
}

/** The one sentence the page says about itself; right at `at`, whenever it is asked. */
export function judge(link: Link, at: number): Connection {
  if (link.heardAt === null) {
    return at - link.begunAt < PATIENCE_MILLIS
      ? { kind: "connecting" }
      : { kind: "stale", since: link.begunAt, reason: "The bus does not answer; trying again" };
  }
  if (!link.open) {
    return stale(link, link.heardAt, "The line to the bus is cut; connecting again");
  }
  if (at - link.heardAt > SILENCE_MILLIS) {
    return stale(link, link.heardAt, "Nothing heard from the bus");
  }
  if (link.toldAt !== null && at - link.toldAt > SILENCE_MILLIS) {
    return stale(link, link.toldAt, "The bus does not say how it reads its log");
  }
  switch (link.reading) {
    case "cut-off":
      return stale(link, link.readingSince, link.message ?? "The bus cannot reach its log");
    case "catching-up":
      return { kind: "catching-up", asOf: link.asOf, reason: link.message ?? "The bus is still reading its log" };
    case "following":
      return { kind: "live" };
  }
}

/** What is shown is no newer than what the bus had read, whatever was heard of it later. */
function stale(link: Link, since: number, reason: string): Connection {
  const known = link.reading === "following" ? since : (link.asOf ?? since);
  return { kind: "stale", since: Math.min(since, known), reason };
}
