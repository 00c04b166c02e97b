import type {
  AgentAction,
  Frame,
  OtherEvent,
  PerformanceMetric,
  RoutingDecision,
  TraceEvent,
  TransformationEvent,
} from "../protocol";

/** Events of all topics in one shape, with beside it only what lists show, sort and filter by. */
export type Kind = "action" | "routing" | "transformation" | "performance" | "other";

export type Outcome = "success" | "failure" | "unsaid";

export interface BusEvent {
  readonly id: string;
  readonly kind: Kind;
  readonly topic: string;
  /** Event time, epoch milliseconds. */
  readonly at: number;
  /** When the log took it in; null when the server does not say. */
  readonly ingestedAt: number | null;
  readonly agent: string | null;
  readonly target: string | null;
  readonly correlationId: string | null;
  /** Action type, strategy, or the topic's short name. */
  readonly type: string;
  readonly title: string;
  readonly durationMs: number | null;
  readonly outcome: Outcome;
  readonly parentId: string | null;
  /** As received. */
  readonly raw: unknown;
}

export const TOPIC: Record<Exclude<Kind, "other">, string> = {
  action: "agent-actions",
  routing: "agent-routing-decisions",
  transformation: "agent-transformation-events",
  performance: "router-performance-metrics",
};

type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  if (typeof value === "string") {
    return value === "" ? null : value;
  }
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

function numeric(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function time(value: unknown): number | null {
  const at = typeof value === "string" ? Date.parse(value) : typeof value === "number" ? value : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

function first(fields: Fields, ...names: string[]): unknown {
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined && value !== null) {
      return value;
    }
  }
  return null;
}

function said(success: unknown, otherwise: unknown): Outcome {
  if (typeof success === "boolean") {
    return success ? "success" : "failure";
  }
  switch (otherwise) {
    case "success":
    case "completed":
      return "success";
    case "error":
    case "failed":
    case "failure":
      return "failure";
    default:
      return "unsaid";
  }
}

function parentOf(...places: unknown[]): string | null {
  for (const place of places) {
    if (isFields(place)) {
      const parent = text(first(place, "parentId", "parentEventId", "parent_event_id", "parent_id"));
      if (parent !== null) {
        return parent;
      }
    }
  }
  return null;
}

function common(fields: Fields, kind: Kind, topic: string) {
  return {
    id: text(fields["id"]) ?? "",
    kind,
    topic,
    at: time(first(fields, "createdAt", "timestamp")) ?? Date.now(),
    ingestedAt: time(fields["ingestedAt"]),
    correlationId: text(fields["correlationId"]),
    target: null,
    raw: fields,
  };
}

/* What tools call the thing they work on, the most telling first. */
const SUBJECTS = ["file_path", "filePath", "path", "notebook_path", "command", "pattern", "query", "url", "description", "prompt", "error_message", "error", "message", "summary"];

/** What an action was about, e.g. the file that was read: tools say so in their details. */
export function subjectOf(details: unknown): string | null {
  if (!isFields(details)) {
    return null;
  }
  const own = SUBJECTS.map((name) => details[name]).find((value) => typeof value === "string" && value !== "");
  return text(own) ?? subjectOf(details["tool_input"] ?? details["input"]);
}

function titleOf(name: string | null, details: unknown): string {
  const subject = subjectOf(details);
  return subject === null || subject === name ? (name ?? "") : `${name ?? ""} ${subject}`.trim();
}

export function ofAction(action: AgentAction): BusEvent {
  const fields = action as unknown as Fields;
  return {
    ...common(fields, "action", TOPIC.action),
    agent: text(action.agentName),
    type: text(action.actionType) ?? "action",
    title: titleOf(text(action.actionName), action.actionDetails),
    durationMs: numeric(action.durationMs),
    outcome: said(action.success, action.actionType),
    parentId: parentOf(fields, action.extra, action.actionDetails),
  };
}

export function ofDecision(decision: RoutingDecision): BusEvent {
  const fields = decision as unknown as Fields;
  return {
    ...common(fields, "routing", TOPIC.routing),
    agent: text(decision.selectedAgent),
    type: text(decision.routingStrategy) ?? "routing",
    title: text(decision.userRequest) ?? "",
    durationMs: numeric(decision.routingTimeMs),
    outcome: "unsaid",
    parentId: parentOf(fields, decision.extra, decision.context),
  };
}

export function ofTransformation(event: TransformationEvent): BusEvent {
  const fields = event as unknown as Fields;
  return {
    ...common(fields, "transformation", TOPIC.transformation),
    agent: text(event.sourceAgent),
    target: text(event.targetAgent),
    type: "transformation",
    title: text(event.transformationReason) ?? text(event.errorMessage) ?? "",
    durationMs: numeric(event.transformationDurationMs),
    outcome: said(event.success, null),
    parentId: parentOf(fields, event.extra),
  };
}

export function ofPerformance(metric: PerformanceMetric): BusEvent {
  const fields = metric as unknown as Fields;
  return {
    ...common(fields, "performance", TOPIC.performance),
    agent: null,
    type: text(metric.triggerMatchStrategy) ?? "router",
    title: text(metric.queryText) ?? "",
    durationMs: numeric(metric.routingDurationMs),
    outcome: "unsaid",
    parentId: parentOf(fields, metric.extra),
  };
}

const TITLES = [
  "error_message", "pattern_name", "failure_type", "failure_reason", "original_prompt", "user_prompt", "file_path",
  "task_type", "event_type", "type", "name", "message", "status",
];

function unwrapped(payload: unknown): Fields {
  if (!isFields(payload)) {
    return {};
  }
  const inner = Object.keys(payload).length <= 2 ? (payload["data"] ?? payload["payload"]) : undefined;
  return isFields(inner) ? inner : payload;
}

export function ofOther(event: OtherEvent): BusEvent {
  const payload = unwrapped(event.payload);
  return {
    ...common(event as unknown as Fields, "other", event.topic),
    agent: text(first(payload, "agent_name", "agentName", "agent")),
    type: shortTopic(event.topic),
    title: text(first(payload, ...TITLES)) ?? "",
    durationMs: numeric(first(payload, "duration_ms", "durationMs", "total_duration_ms", "totalDurationMs")),
    outcome: said(payload["success"], payload["status"]),
    parentId: parentOf(payload),
  };
}

/** agent-execution-logs as "execution logs". */
export function shortTopic(topic: string): string {
  return topic.replace(/^agent-/, "").replaceAll("-", " ");
}

/** A row of a trace; `details` carries the event in one of the shapes above, or only its payload. */
export function ofTraceEvent(event: TraceEvent, correlationId: string): BusEvent {
  const details: Fields = isFields(event.details) ? event.details : {};
  const whole: Fields = {
    ...details,
    id: event.id,
    correlationId: text(details["correlationId"]) ?? correlationId,
    createdAt: event.timestamp,
  };
  const shaped = shapedBy(event.eventType, event.topic, whole, event.details);
  return {
    ...shaped,
    agent: shaped.agent ?? text(event.agentName),
    durationMs: shaped.durationMs ?? numeric(event.durationMs),
    parentId: text(event.parentId) ?? shaped.parentId,
    raw: event,
  };
}

function shapedBy(eventType: string, topic: string | undefined, whole: Fields, details: unknown): BusEvent {
  switch (eventType) {
    case "action":
      return ofAction(whole as unknown as AgentAction);
    case "routing":
      return ofDecision(whole as unknown as RoutingDecision);
    case "transformation":
      return ofTransformation(whole as unknown as TransformationEvent);
    case "performance":
      return ofPerformance(whole as unknown as PerformanceMetric);
    default:
      return ofOther({
        ...whole,
        topic: topic ?? eventType,
        payload: isFields(details) && isFields(details["payload"]) ? details["payload"] : details,
      } as unknown as OtherEvent);
  }
}

/** The event a frame carries; null for frames about state, for kinds this page does not know, and for broken ones. */
export function ofFrame(frame: Frame): BusEvent | null {
  if (!isFields(frame.data)) {
    return null;
  }
  switch (frame.type) {
    case "AGENT_ACTION":
      return ofAction(frame.data);
    case "ROUTING_DECISION":
      return ofDecision(frame.data);
    case "AGENT_TRANSFORMATION":
      return ofTransformation(frame.data);
    case "PERFORMANCE_METRIC":
      return ofPerformance("metric" in frame.data ? frame.data.metric : frame.data);
    case "EVENT":
      return ofOther(frame.data);
    default:
      return null;
  }
}
