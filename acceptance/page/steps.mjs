// What scenarios do again and again, against the bus of the second argument.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { AXE } from "./browser.mjs";

export const [name, base] = process.argv.slice(2);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);
export const unique = (word) => `${word}-${Date.now().toString(36)}${Math.floor(Math.random() * 1e6)}`;

export async function skill(script, ...flags) {
  const { stdout } = await run(`${ROOT}/skills/${script}`, flags, { cwd: ROOT });
  return JSON.parse(stdout);
}

export async function publish(topic, event) {
  const response = await fetch(`${base}/v1/events/${topic}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(event),
  });
  assert.equal(response.status, 202, await response.text());
}

export function action(more) {
  return { correlation_id: unique("c"), agent_name: "agent-page", action_type: "tool_call", action_name: "Read", duration_ms: 7, ...more };
}

export const live = (page) => page.locator(".pill-live").waitFor({ timeout: 20_000 });
export const row = (page, text) => page.locator(".rows-space .row", { hasText: text });

export async function isShown(page, text) {
  await row(page, text).first().waitFor({ timeout: 10_000 });
}

/** What axe finds serious or critical. */
export async function seriousFor(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id: rule, nodes }) => `${rule}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

/** Of the one who started the bus: `restart` it, `freeze`, `thaw` or `kill` one of its processes, or give it other alert `rules`. */
export async function ask(deed) {
  const lines = createInterface({ input: process.stdin });
  const answer = new Promise((resolve) => lines.once("line", resolve));
  console.log(`!${deed}`);
  await answer;
  lines.close();
}

/** Other alert rules, by the text of their file; without one those that come with the bus. */
export async function rule(text = "") {
  await ask(`rules ${encodeURIComponent(text)}`);
}

/** Rules that judge within seconds, in force for events from now on. */
export async function ruleFast() {
  await rule(FAST_RULES);
  const begun = Date.now();
  for (;;) {
    await publish("agent-actions", action({ agent_name: "agent-clock" }));
    const { rules, judgedUpTo } = await (await fetch(`${base}/api/alerts`)).json();
    if (rules.some(({ name: each }) => each === "fails-again") && Date.parse(judgedUpTo) > begun) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const FAST_RULES = `
lateness: 1s
rules:
  fails-again:
    severity: critical
    summary: "{agent_name} failed at {action_name} {value} times in {window}"
    count: {topic: agent-actions, where: {action_type: error}}
    per: [agent_name, action_name]
    window: 30m
    every: 2s
    above: 3
`;

/** Failures of one agent at one thing, some more than the rule lets pass. */
export async function failAgain(agent, name) {
  const id = unique("failing");
  const failure = { agent_name: agent, action_name: name, action_type: "error", correlation_id: id };
  await publish("agent-actions", Array.from({ length: 5 }, () => action(failure)));
  return id;
}

/** An event a second, for rules judge only what is past in the time of events. */
export function passTime() {
  const timer = setInterval(() => publish("agent-actions", action({ agent_name: "agent-clock" })).catch(() => undefined), 1_000);
  return () => clearInterval(timer);
}

export async function learn(word, trace, step = `Bash mvn test ${word}`) {
  await publish("success-patterns", {
    pattern_id: unique("way"), pattern_name: `Test ${word}`.slice(0, 200), pattern_type: "workflow", support: 12, success_rate: 90, confidence_score: 0.8,
    estimated_duration_ms: 4_000, pattern_template: { steps: ["Read {file}", "Edit {file}", step] },
    metadata: { traces: [trace], lift: 1.2, quality: 0.9, prompts: [`Round the ${word} totals`] },
  });
  await publish("failure-patterns", {
    failure_id: unique("failure"), failure_type: "rounding", error_message: `Totals of ${word} differ in {file}`, resolution: `Read {file}, then ${step}`,
    support: 3, metadata: { traces: [trace] },
  });
}

/** Notes what is asked of the bus from now on. */
export function noteQuestions(page) {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  return asked;
}

/** Notes every word of the connection state that was ever on screen. */
export async function noteStates(page) {
  await page.evaluate(() => {
    window.states = [];
    const look = () => {
      const pill = document.querySelector(".pill")?.textContent ?? "";
      if (window.states.at(-1)?.pill !== pill) {
        window.states.push({ at: Date.now(), pill });
      }
      requestAnimationFrame(look);
    };
    look();
  });
}
