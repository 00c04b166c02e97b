import { describe, expect, it } from "vitest";
import type { Alert, AlertReport, OtherEvent, Silence } from "../src/protocol";
import { alertRows, alertsArrived, findings, keyOf, quietNext, silenceOf } from "../src/state/alerts";
import { ofOther } from "../src/state/events";
import { against } from "../src/text/alerts";

const ALERT: Alert = {
  id: "a", notice: "n", rule: "loop", severity: "warning", message: "Going round", firedAt: "2026-11-21T12:00:00Z", key: { agent_name: "coder" }, evidence: [],
};
const SILENCE: Silence = { id: "s", rule: "loop", key: {}, begins: "2026-11-21T11:00:00Z", ends: "2026-11-21T13:00:00Z", reason: "" };

function report(active: Alert[], recent: Alert[] = []): AlertReport {
  return { file: "f", fileProblem: "", rules: [], judgedHere: true, pending: [], active, recent, silences: [], destinations: [] };
}

describe("alerts", () => {
  it("puts the gravest first, and those that are over last", () => {
    const rows = alertRows(report([ALERT, { ...ALERT, id: "b", severity: "critical" }], [{ ...ALERT, id: "c" }]), "");
    expect(rows.map((row) => row.key)).toEqual(["group:fire now", "b", "a", "group:over", "c"]);
  });

  it("puts what fires if it lasts behind what fires", () => {
    const pending = { rule: "slow", severity: "warning", since: "2026-11-21T12:00:00Z", firesAt: "2026-11-21T12:05:00Z", key: { agent_name: "tester" } };
    const both = { ...report([ALERT], [{ ...ALERT, id: "c" }]), pending: [pending] };
    expect(alertRows(both, "").map((row) => row.kind)).toEqual(["group", "alert", "group", "pending", "group", "alert"]);
    expect(alertRows(both, "tester").map((row) => row.kind)).toEqual(["group", "pending"]);
  });

  it("finds alerts by words, rule and key", () => {
    for (const text of ["ROUND", "loop", "coder"]) {
      expect(alertRows(report([ALERT]), text)).toHaveLength(2);
    }
    expect(alertRows(report([ALERT]), "nothing")).toEqual([]);
  });

  it("knows what a silence covers: what fires in its time, of its rule, with its key", () => {
    expect(silenceOf(ALERT, [SILENCE])).toBe(SILENCE);
    expect(silenceOf({ ...ALERT, firedAt: "2026-11-21T10:59:59Z" }, [SILENCE])).toBeNull();
    expect(silenceOf({ ...ALERT, firedAt: SILENCE.ends }, [SILENCE])).toBeNull();
    expect(silenceOf(ALERT, [{ ...SILENCE, key: { agent_name: "tester" } }])).toBeNull();
    expect(quietNext({ ...ALERT, firedAt: "2026-11-21T10:59:59Z" }, [{ ...SILENCE, rule: null }])).not.toBeNull();
  });

  it("takes the value from the event of the alert that fired", () => {
    const payload = { incident_id: "i", transition: "fired", value: 4, threshold: 3, window_ms: 900_000 };
    const event = { id: "e", correlationId: null, createdAt: "2026-11-21T12:00:00Z", topic: "agent-alerts", partition: 0, offset: 1, payload } as OtherEvent;
    alertsArrived([ofOther(event), ofOther({ ...event, topic: "other", payload: { ...payload, incident_id: "j" } })]);
    expect(findings.value.get("i")).toEqual({ value: 4, threshold: 3, windowMs: 900_000 });
    expect(findings.value.has("j")).toBe(false);
  });

  it("writes shares as percentages, as rules do", () => {
    expect(against(0.125, 0.05, "ratio")).toBe("12.5 % / 5.0 %");
    expect(against(4, 3, "count")).toBe("4 / 3");
    expect(against(null, null, undefined)).toBe("–");
  });
});

describe("an alert's key", () => {
  it("stands in the order of its rule, what the rule does not name last", () => {
    const alert = { ...ALERT, key: { other: "o", action_name: "Bash", agent_name: "coder" } };
    expect(keyOf(alert, ["agent_name", "action_name"]).map(([name]) => name)).toEqual(["agent_name", "action_name", "other"]);
  });
});
