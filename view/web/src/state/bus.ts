import { batch, effect, signal } from "@preact/signals";
import type { AgentAction, ConsumerStatus, Frame, RoutingDecision } from "../protocol";
import type { PerformanceMetric, State, TransformationEvent } from "../protocol";
import { alerts, alertsArrived, firing } from "./alerts";
import { read, whenAStranger } from "./api";
import { now } from "./clock";
import * as line from "./connection";
import { type Delay, Delays } from "./delays";
import { type BusEvent, ofAction, ofDecision, ofFrame, ofPerformance, ofTransformation } from "./events";
import { fleet, fleetKnown, withDoings, withMetrics } from "./fleet";
import { Coalescer } from "./frames";
import { heardOf, place } from "./interest";
import { ClockOffset } from "./offset";
import { patternNews } from "./patterns";
import { routingArrived } from "./routing";
import { askSession, mayLook } from "./session";
import { Socket } from "./socket";
import { arrived, missed, paused, remembered } from "./stream";
import { systemPushed } from "./system";
import { traceArrived } from "./trace";
import { tracesPushed } from "./traces";
import { windowNews } from "./windows";

/** The one socket, and where what it brings goes. */
export const link = signal(line.begin(Date.now()));
/** From the log to the screen, of the last minute; null when nothing was measured. */
export const delay = signal<Delay | null>(null);
const offset = new ClockOffset();
/** When the newest frame came; the link is told now and then, for thousands may come in a second. */
let heardAt = 0;
const HEARD_MILLIS = 1_000;
const delays = new Delays();

export function startBus(): void {
  whenAStranger(() => void askSession());
  void askSession();
  const frames = new Coalescer<Frame>(take);
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new Socket(`${scheme}://${location.host}/ws`, listener(frames), heardOf(place.peek()));
  socket.start();
  effect(() => socket.allow(mayLook.value));
  effect(() => socket.want(heardOf(place.value)));
  effect(() => {
    delay.value = delays.at(now.value);
  });
}

function listener(frames: Coalescer<Frame>) {
  return {
    opened: () => {
      link.value = line.opened(link.value);
    },
    closed: () => {
      link.value = line.closed(link.value);
      offset.cut();
      void askSession();
      now.value = Date.now();
    },
    pinged: () => offset.ping(Date.now()),
    frame: (frame: Frame) => {
      const at = Date.now();
      heardAt = at;
      if (frame.type === "PONG") {
        offset.pong(Date.parse(frame.timestamp), at);
      }
      frames.push(frame);
    },
  };
}

function take(frames: Frame[]): void {
  batch(() => {
    if (heardAt - (link.peek().heardAt ?? 0) >= HEARD_MILLIS) {
      link.value = line.heard(link.peek(), heardAt);
    }
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
      alertsArrived(events);
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
      told(frame.reading);
      if (frame.ingested !== undefined) {
        painted([Date.parse(frame.ingested.from), Date.parse(frame.ingested.to)]);
      }
      break;
    case "CONSUMER_STATUS":
    case "PONG":
      told(frame.data);
      break;
    case "SYSTEM_STATE":
      systemPushed(frame.data, Date.parse(frame.timestamp));
      break;
    case "TRACES_UPDATE":
      tracesPushed(frame.data);
      break;
    case "WINDOWS_UPDATE":
      windowNews.value = frame.data;
      break;
    case "FIRING_UPDATE":
      firing.value = frame.data;
      break;
    case "ALERTS_UPDATE":
      alerts.value = frame.data;
      break;
    case "PATTERNS_UPDATE":
      patternNews.value = frame.data;
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

function told(status: ConsumerStatus | undefined): void {
  if (status?.status !== undefined) {
    link.value = line.told(link.value, status, Date.now(), offset.skew ?? 0);
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
    told({ status, catchingUp: health.catchingUp === true, asOf: health.asOf ?? null, ...message });
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

/** Events that are held back, or whose way into the log nobody timed, tell nothing. */
function measure(events: readonly BusEvent[]): void {
  if (!paused.peek()) {
    painted(events.flatMap((event) => (event.ingestedAt === null ? [] : [event.ingestedAt])));
  }
}

/** On screen is what the frame painted that began with this batch: the next one tells when that was. */
function painted(times: readonly number[]): void {
  const skew = offset.skew;
  if (skew !== null && times.length > 0 && !document.hidden) {
    requestAnimationFrame(() => {
      const at = Date.now();
      delays.add(at, times.map((time) => at + skew - time));
    });
  }
}
