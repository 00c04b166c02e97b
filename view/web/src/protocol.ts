/**
 * What the server says and understands: the frames of `/ws` and the answers of `/api/intelligence`, field by field.
 * Fields an event did not carry are null or absent. Nothing here is trusted to be text that may be shown: see text/safe.
 */

import type { AlertReport, Firing, PatternNews, WindowNews } from "./boards";

export type * from "./boards";

export type AgentState = "running" | "waiting" | "idle" | "stuck" | "lost";

export interface AgentMetrics {
  agent: string;
  totalRequests: number;
  /** 0 to 1, of the events that said how they went; null when none did. */
  successRate: number | null;
  avgRoutingTime: number | null;
  avgConfidence: number | null;
  lastSeen: string;
  state?: AgentState;
  actions?: number;
  routingDecisions?: number;
  successes?: number;
  errors?: number;
  eventsPerSecond?: number | null;
  avgDurationMs?: number | null;
  p50DurationMs?: number | null;
  p95DurationMs?: number | null;
  p99DurationMs?: number | null;
  lastAction?: { type: string | null; name: string | null; correlationId: string | null; at: string } | null;
  /** Events per bucket of `sparkSeconds`, oldest first. */
  spark?: number[];
}

interface Identified {
  id: string;
  correlationId: string | null;
  createdAt: string;
  /** When the log took the event in. */
  ingestedAt?: string | null;
  truncated?: boolean;
  extra?: unknown;
}

export interface AgentAction extends Identified {
  agentName: string | null;
  actionType: string | null;
  actionName: string | null;
  actionDetails?: unknown;
  debugMode?: boolean | null;
  durationMs: number | null;
  success?: boolean | null;
  projectName?: string | null;
  projectPath?: string | null;
  workingDirectory?: string | null;
}

export interface RoutingDecision extends Identified {
  userRequest: string | null;
  selectedAgent: string | null;
  confidenceScore: number | null;
  routingStrategy: string | null;
  alternatives?: unknown;
  reasoning?: string | null;
  context?: unknown;
  routingTimeMs: number | null;
  projectName?: string | null;
  sessionId?: string | null;
}

export interface TransformationEvent extends Identified {
  sourceAgent: string | null;
  targetAgent: string | null;
  transformationReason?: string | null;
  transformationDurationMs: number | null;
  success: boolean | null;
  confidenceScore: number | null;
  errorMessage?: string | null;
}

export interface PerformanceMetric extends Identified {
  queryText: string | null;
  routingDurationMs: number | null;
  cacheHit: boolean | null;
  candidatesEvaluated: number | null;
  triggerMatchStrategy: string | null;
  confidenceComponents?: unknown;
}

/** An event of any other topic, with its own payload. */
export interface OtherEvent extends Identified {
  topic: string;
  partition: number;
  offset: number;
  payload: unknown;
}

export interface State {
  metrics: AgentMetrics[];
  recentActions: AgentAction[];
  routingDecisions: RoutingDecision[];
  recentTransformations?: TransformationEvent[];
  performanceMetrics?: PerformanceMetric[];
  health?: Health;
}

export interface Health {
  status: string;
  eventsProcessed?: number;
  timestamp?: string;
  connected?: boolean;
  catchingUp?: boolean;
  message?: string;
  asOf?: string | null;
  duplicates?: number;
  tooOld?: number;
  undecodable?: number;
  traces?: number;
  traceBytes?: number;
  topics?: Record<string, number>;
}

/** How the server's own reading of the log goes. */
export interface ConsumerStatus {
  status: "connected" | "disconnected";
  catchingUp: boolean;
  message?: string;
  /** The newest moment of which everything is shown, by the server's clock. */
  asOf?: string | null;
}

/** When the events behind an update came into the log: the first and the last of them. */
export interface IngestSpan {
  from: string;
  to: string;
}

interface FrameOf<T extends string, D> {
  type: T;
  data: D;
  timestamp: string;
}

export type Frame =
  | FrameOf<"INITIAL_STATE", State>
  | FrameOf<"CURRENT_STATE", State>
  | (FrameOf<"AGENT_METRIC_UPDATE", AgentMetrics[]> & { reading?: ConsumerStatus; ingested?: IngestSpan })
  | FrameOf<"AGENT_ACTION", AgentAction>
  | FrameOf<"ROUTING_DECISION", RoutingDecision>
  | FrameOf<"AGENT_TRANSFORMATION", TransformationEvent>
  | FrameOf<"PERFORMANCE_METRIC", PerformanceMetric | { metric: PerformanceMetric }>
  | FrameOf<"EVENT", OtherEvent>
  | FrameOf<"CONSUMER_STATUS", ConsumerStatus>
  | FrameOf<"SYSTEM_STATE", SystemState>
  | FrameOf<"TRACES_UPDATE", TraceSummary[]>
  | FrameOf<"WINDOWS_UPDATE", WindowNews>
  | FrameOf<"FIRING_UPDATE", Firing>
  | FrameOf<"ALERTS_UPDATE", AlertReport>
  | FrameOf<"PATTERNS_UPDATE", PatternNews>
  | FrameOf<"MISSED", { count: number | null }>
  | FrameOf<"ERROR", { message?: string }>
  | FrameOf<"PONG", ConsumerStatus>
  | FrameOf<"CONNECTED" | "SUBSCRIPTION_UPDATED", unknown>;

export type Channel =
  | "metrics"
  | "actions"
  | "routing"
  | "transformations"
  | "performance"
  | "events"
  | "errors"
  | "system"
  /* Only for those who name them. */
  | "bus"
  | "traces"
  | "windows"
  | "firing"
  | "alerts"
  | "patterns";

/** Which events are sent; other frames are not filtered. */
export interface Filter {
  agent?: string;
  actionType?: string;
  correlationId?: string;
  topic?: string;
}

export type Command =
  | { action: "subscribe" | "unsubscribe"; topics: Channel[]; filter?: Filter | null }
  | { action: "ping" }
  | { action: "getState" };

export interface TraceEvent {
  id: string;
  eventType: string;
  timestamp: string;
  agentName: string | null;
  details: unknown;
  durationMs: number | null;
  status?: string | null;
  topic?: string;
  parentId?: string | null;
}

export interface Trace {
  correlationId: string;
  events: TraceEvent[];
  summary: {
    totalEvents: number;
    routingDecisions: number;
    actions: number;
    errors: number;
    totalDurationMs: number | null;
  };
  hasMore?: boolean;
  /** False when older events may exist that nobody can read any more. */
  complete?: boolean;
}

/** A trace as far as the view holds it. */
export interface TraceSummary {
  correlationId: string;
  /** What was asked first; null when no decision says so. */
  title: string | null;
  /** The first of them; `agentCount` counts all. */
  agents: string[];
  agentCount: number;
  events: number;
  failures: number;
  startedAt: string;
  lastAt: string;
  durationMs: number;
  complete: boolean;
}

/** What `/api/traces/recent` answers. */
export interface RecentTraces {
  traces: TraceSummary[];
  /** How many the view holds, whatever was asked for. */
  kept: number;
}

export interface TransformationSummary {
  summary: { totalTransformations: number; avgTransformationTimeMs: number | null; successRate: number | null };
  sankey: {
    links: { source: string; target: string; value: number; avgConfidence: number | null; avgDurationMs: number | null }[];
  };
}

export interface EngineState {
  name: string;
  state: string;
  version?: string | null;
  address?: string | null;
  pid?: number | null;
  rssBytes?: number | null;
  restarts?: number | null;
}

export interface TopicState {
  topic: string;
  partitions?: number | null;
  /** Within the view's window. */
  events?: number | null;
  eventsPerSecond?: number | null;
  retentionMs?: number | null;
}

export interface GroupState {
  group: string;
  topic: string;
  partition?: number | null;
  position?: number | null;
  lagEvents?: number | null;
  /** Set by the page where it sums partitions up. */
  partitions?: number | null;
  verdict?: string | null;
  reason?: string | null;
}

export interface SystemState {
  version: string | null;
  startedAt?: string | null;
  engines: EngineState[];
  topics: TopicState[];
  groups: GroupState[];
  /** `total` stands in the log, `written` is this process's part since its start. */
  deadLetters?: { total?: number | null; written?: number; since?: string } | null;
  view?: Health;
}

/** What `/session` answers. */
export interface SessionState {
  /** Whether this bus has tokens at all. */
  signIn: boolean;
  /** Null for who has to sign in first. */
  role: string | null;
  expiresAt: string | null;
}
