import { batch, effect, signal } from "@preact/signals";
import type { Frame, PerformanceMetric, State, TransformationEvent } from "../protocol";
import type { AgentAction, RoutingDecision } from "../protocol";
import { read } from "./api";
import { now } from "./clock";
import * as line from "./connection";
import { Delays } from "./delays";
import { type BusEvent, ofAction, ofDecision, ofFrame, ofPerformance, ofTransformation } from "./events";
import { fleet, fleetKnown, withDoings, withMetrics } from "./fleet";
import { Coalescer } from "./frames";
import { heardOf, place } from "./interest";
import { routingArrived } from "./routing";
import { Socket } from "./socket";
import { arrived, missed, remembered } from "./stream";
import { traceArrived } from "./trace";

/** The one socket, and where what it brings goes. */
export const link = signal(line.begin(Date.now()));
/** Median from the log to the screen in milliseconds; null while nothing was measured. */
export const delay = signal<{ median: number; p95: number } | null>(null);
/** Server clock minus ours, milliseconds. */
let skew = 0;
let newestSeen = 0;
const delays = new Delays();

export function startBus(): void {
  const frames = new Coalescer<Frame>(take);
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new Socket(`${scheme}://${location.host}/ws`, listener(frames), heardOf(place.peek()));
  socket.start();
  effect(() => socket.want(heardOf(place.value)));
  effect(() => {
    void now.value;
    const median = delays.quantile(0.5);
    const p95 = delays.quantile(0.95);
    delay.value = median === null || p95 === null ? null : { median, p95 };
  });
}

function listener(frames: Coalescer<Frame>) {
  return {
    opened: () => {
      link.value = line.opened(link.value);
    },
    closed: () => {
      link.value = line.closed(link.value);
      now.value = Date.now();
    },
    frame: (frame: Frame) => {
      const at = Date.now();
      link.value = line.heard(link.value, at);
      if (frame.type === "PONG") {
        skew = Date.parse(frame.timestamp) - at || 0;
      }
      frames.push(frame);
    },
  };
}

function take(frames: Frame[]): void {
  batch(() => {
    const events: BusEvent[] = [];
    for (const frame of frames) {
      const event = ofFrame(frame);
      if (event !== null) {
        events.push(event);
      } else {
        about(frame);
      }
    }
    if (events.length > 0) {
      arrived(events);
      routingArrived(events);
      traceArrived(events);
      fleet.value = withDoings(fleet.value, events);
      measure(events);
    }
  });
}

/** Frames about state. */
function about(frame: Frame): void {
  switch (frame.type) {
    case "INITIAL_STATE":
    case "CURRENT_STATE":
      started(frame.data);
      break;
    case "AGENT_METRIC_UPDATE":
      fleet.value = withMetrics(fleet.value, frame.data);
      fleetKnown.value = true;
      measureFleet();
      break;
    case "CONSUMER_STATUS":
      link.value = line.told(link.value, frame.data, Date.now());
      break;
    case "MISSED": {
      const count = frame.data.count;
      missed.value = count === null || missed.value === null ? null : missed.value + count;
      void catchUp();
      break;
    }
    default:
      break;
  }
}

function started(state: State): void {
  fleet.value = withMetrics(fleet.value, state.metrics);
  fleetKnown.value = true;
  const events = [
    ...state.recentActions.map(ofAction),
    ...state.routingDecisions.map(ofDecision),
    ...(state.recentTransformations ?? []).map(ofTransformation),
    ...(state.performanceMetrics ?? []).map(ofPerformance),
  ];
  remembered(events);
  routingArrived(events);
  fleet.value = withDoings(fleet.value, events);
  const health = state.health;
  if (health?.connected !== undefined) {
    const status = health.connected ? "connected" : "disconnected";
    const message = health.message === undefined ? {} : { message: health.message };
    link.value = line.told(link.value, { status, catchingUp: health.catchingUp === true, ...message }, Date.now());
  }
}

/** Reads what the server still has of the newest events, beside what was pushed. */
export async function catchUp(): Promise<void> {
  const api = "/api/intelligence";
  const [actions, decisions, transformations, performance] = await Promise.allSettled([
    read<AgentAction[]>(`${api}/actions/recent?limit=1000`),
    read<RoutingDecision[]>(`${api}/routing/decisions?limit=500`),
    read<{ transformations: TransformationEvent[] }>(`${api}/transformations/recent?limit=200`),
    read<{ metrics: PerformanceMetric[] }>(`${api}/performance/metrics?limit=200`),
  ]);
  batch(() => {
    const events = [
      ...(actions.status === "fulfilled" ? actions.value.map(ofAction) : []),
      ...(decisions.status === "fulfilled" ? decisions.value.map(ofDecision) : []),
      ...(transformations.status === "fulfilled" ? transformations.value.transformations.map(ofTransformation) : []),
      ...(performance.status === "fulfilled" ? performance.value.metrics.map(ofPerformance) : []),
    ];
    remembered(events);
    routingArrived(events);
  });
}

/** On screen is what the next frame paints; its time is measured there. */
function measure(events: readonly BusEvent[]): void {
  painted(events.map((event) => event.ingestedAt ?? event.at));
}

/** Where single events are not sent, the newest sign of any agent stands for them. */
function measureFleet(): void {
  let newest = newestSeen;
  for (const agent of fleet.peek().values()) {
    newest = Math.max(newest, agent.seenAt);
  }
  if (newest > newestSeen) {
    if (newestSeen > 0) {
      painted([newest]);
    }
    newestSeen = newest;
  }
}

function painted(times: readonly number[]): void {
  if (!document.hidden) {
    requestAnimationFrame(() => {
      const at = Date.now() + skew;
      times.forEach((time) => delays.add(at - time));
    });
  }
}
