import { computed, signal } from "@preact/signals";
import type { Alert, AlertReport, Firing, OtherEvent, PendingAlert, Silence } from "../protocol";
import { change, read } from "./api";
import { type BusEvent, isFields } from "./events";

/** What fires and who was told: pushed while its screen is open; how many fire is pushed always. */
export const ALERTS_TOPIC = "agent-alerts";

export const firing = signal<Firing | null>(null);
export const firingCount = computed(() => (firing.value === null ? 0 : firing.value.critical + firing.value.warning + firing.value.info));
export const alerts = signal<AlertReport | null>(null);

/** What a rule found, as its event says. */
export interface Finding {
  readonly value: number | null;
  readonly threshold: number | null;
  readonly windowMs: number | null;
}

export const findings = signal<ReadonlyMap<string, Finding>>(new Map());

/** Takes the values from the events of alerts that fired. */
export function alertsArrived(events: readonly BusEvent[]): void {
  note(events.filter((event) => event.topic === ALERTS_TOPIC).map((event) => (event.raw as OtherEvent).payload));
}

/** Reads the values of alerts that fired before one looked. */
export async function readFindings(signal: AbortSignal): Promise<void> {
  const { events } = await read<{ events: OtherEvent[] }>(`/api/events/recent?topic=${ALERTS_TOPIC}&limit=200`, { signal });
  note(events.map((event) => event.payload).reverse());
}

function note(payloads: readonly unknown[]): void {
  const next = new Map(findings.peek());
  for (const payload of payloads) {
    if (isFields(payload) && payload["transition"] === "fired" && typeof payload["incident_id"] === "string") {
      next.set(payload["incident_id"], {
        value: numeric(payload["value"]),
        threshold: numeric(payload["threshold"]),
        windowMs: numeric(payload["window_ms"]),
      });
    }
  }
  if (next.size > findings.peek().size) {
    findings.value = next;
  }
}

function numeric(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export type AlertRow =
  | { readonly kind: "group"; readonly key: string; readonly label: string; readonly count: number }
  | { readonly kind: "pending"; readonly key: string; readonly pending: PendingAlert }
  | { readonly kind: "alert"; readonly key: string; readonly alert: Alert };

const SEVERITIES = ["critical", "warning", "info"];

/** Those that fire, the gravest first; then those that will if they last; then those that are over. */
export function alertRows(report: AlertReport, text: string): AlertRow[] {
  const needle = text.trim().toLowerCase();
  const admits = (alert: Alert) =>
    needle === "" || [alert.message, alert.rule, alert.severity, ...Object.values(alert.key)].some((each) => each.toLowerCase().includes(needle));
  const rank = (alert: Alert) => (SEVERITIES.indexOf(alert.severity) + 3) % 3;
  const active = report.active.filter(admits).sort((a, b) => rank(a) - rank(b) || Date.parse(b.firedAt) - Date.parse(a.firedAt));
  const pending = report.pending.filter((each) => needle === "" || [each.rule, each.severity, ...Object.values(each.key)].some((part) => part.toLowerCase().includes(needle)));
  return [...section("fire now", active), ...waiting(pending), ...section("over", report.recent.filter(admits))];
}

function waiting(pending: readonly PendingAlert[]): AlertRow[] {
  const rows = pending.map((each): AlertRow => ({ kind: "pending", key: `pending:${each.rule}:${JSON.stringify(each.key)}`, pending: each }));
  return rows.length === 0 ? [] : [{ kind: "group", key: "group:pending", label: "fire if it lasts", count: rows.length }, ...rows];
}

function section(label: string, alerts: readonly Alert[]): AlertRow[] {
  return alerts.length === 0
    ? []
    : [{ kind: "group", key: `group:${label}`, label, count: alerts.length }, ...alerts.map((alert): AlertRow => ({ kind: "alert", key: alert.id, alert }))];
}

/** The parts of an alert's key, in the order of its rule. */
export function keyOf(alert: Pick<Alert, "key">, per: readonly string[] = []): [name: string, value: string][] {
  const place = (name: string) => (per.indexOf(name) + per.length + 1) % (per.length + 1);
  return Object.entries(alert.key).sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b, "en"));
}

/** As the server judges it: what fired before a silence began was told, and that it is over will be. */
export function silenceOf(alert: Alert, silences: readonly Silence[]): Silence | null {
  const fired = Date.parse(alert.firedAt);
  return (
    silences.find(
      (silence) => matches(alert, silence) && Date.parse(silence.begins) <= fired && fired < Date.parse(silence.ends),
    ) ?? null
  );
}

/** A silence that keeps what comes next of it quiet. */
export function quietNext(alert: Alert, silences: readonly Silence[]): Silence | null {
  return silences.find((silence) => matches(alert, silence)) ?? null;
}

function matches(alert: Alert, silence: Silence): boolean {
  return (silence.rule === null || silence.rule === alert.rule) && Object.entries(silence.key).every(([name, value]) => alert.key[name] === value);
}

/** What is to be silenced, and until when. */
export interface SilenceWish {
  readonly rule: string;
  readonly key: Readonly<Record<string, string>>;
  readonly for?: string;
  readonly until?: string;
  readonly reason: string;
}

export async function silence(wish: SilenceWish): Promise<void> {
  await change("POST", "/api/alerts/silences", wish);
}

export async function endSilence(id: string): Promise<void> {
  await change("DELETE", `/api/alerts/silences/${encodeURIComponent(id)}`);
}
