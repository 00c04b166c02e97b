/**
 * What the server says of windows, alerts and patterns, pushed and asked for. Nothing here is trusted to be text that may be shown either.
 */

/** That windows have changed, or why nothing is counted. */
export interface WindowNews {
  state: "off" | "away" | "nobody" | "counting";
  message?: string;
  /** Labels, the shortest first. */
  sizes: string[];
  /** Begin of the newest of the shortest windows. */
  newest?: string;
  /** Events of the newest of the shortest windows, oldest first. */
  counts?: number[];
  group?: { group: string; verdict: string; reasons: string[] };
}

export interface WindowFigures {
  count: number;
  successes: number;
  errors: number;
  /** Of those that say how they ended. */
  successRate: number | null;
  meanMs: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  confidence: number | null;
  cacheHitRate: number | null;
}

export interface CountedWindow extends WindowFigures {
  start: string;
  closed: boolean;
  late: number;
}

/** What `/api/metrics/windows` answers. */
export interface WindowReport {
  size: string;
  windowSeconds: number;
  from: string;
  to: string;
  percentileError: number;
  total: WindowFigures;
  groups?: (WindowFigures & { key: string })[];
  windows: CountedWindow[];
}

export type Severity = "critical" | "warning" | "info";

/** How many alerts fire. */
export type Firing = Record<Severity, number>;

export interface Alert {
  id: string;
  notice: string;
  rule: string;
  severity: string;
  message: string;
  firedAt: string;
  resolvedAt?: string;
  reason?: string;
  key: Record<string, string>;
  evidence: { topic: string; partition: number; offset: number; correlation_id?: string }[];
}

export interface Silence {
  id: string;
  rule: string | null;
  key: Record<string, string>;
  begins: string;
  ends: string;
  reason: string;
}

export interface AlertRule {
  name: string;
  kind: string;
  severity: string;
  summary: string;
  topics: string[];
  per: string[];
  windowMs: number;
  holdsMs: number;
  coolDownMs: number;
  threshold?: number;
  to: string[];
}

/** Somebody who is told of alerts; counts since the start of the process that tells. */
export interface AlertDestination {
  name: string;
  kind: string;
  state: string;
  waiting: number;
  sent: number;
  silenced: number;
  /** May have arrived before, and were not sent again. */
  skipped: number;
  deadLettered: number;
  lastError?: { message: string; time: string };
}

/** What holds, but not yet for as long as its rule asks. */
export interface PendingAlert {
  rule: string;
  severity: string;
  since: string;
  firesAt: string;
  key: Record<string, string>;
}

/** What `/api/alerts` answers. */
export interface AlertReport {
  file: string;
  /** Why a changed file is not in force; empty when it is. */
  fileProblem: string;
  rules: AlertRule[];
  /** Whether this process judges and tells people; if not, another one may. */
  judgedHere: boolean;
  problem?: string;
  judgedUpTo?: string;
  /** Where the rules are judged: what fires if it lasts, the longest first; 200 at most. */
  pending: PendingAlert[];
  active: Alert[];
  recent: Alert[];
  silences: Silence[];
  destinations: AlertDestination[];
}

export interface PatternNews {
  known: number;
  /** False while patterns published before are still being read. */
  complete: boolean;
  learning: "reading" | "learning" | "shared" | "waiting" | "elsewhere";
  upToDate: boolean;
}

export interface Pattern {
  patternId: string;
  kind: "success" | "failure";
  version: number;
  name: string;
  type: string;
  steps: string[];
  support: number;
  successRate: number | null;
  lift: number | null;
  confidence: number | null;
  quality: number | null;
  durationMs: number | null;
  taskTypes: string[];
  domains: string[];
  tools: string[];
  problem?: string;
  resolution?: string;
  traces: string[];
  updatedAt: string;
}

/** What `/api/patterns` answers. */
export interface PatternPage extends PatternNews {
  total: number;
  offset: number;
  patterns: Pattern[];
}

export interface Recommended extends Pattern {
  score: number;
  why: { similarity: number; similarTo: string; matched: string[]; sameTaskType: boolean; outcome: number };
}

/** What `/api/recommendations` answers. */
export interface Recommendations extends PatternNews {
  tookMs: number;
  recommendations: Recommended[];
  warnings: Recommended[];
}
