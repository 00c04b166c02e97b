// How a long trace feels: node trace.mjs [http://HOST:PORT] [EVENTS]. Publishes one trace of subagents within subagents, opens it,
// scrolls it from top to bottom and searches in it. Frame times are the time between animation frames; CPU is that of
// the page's main thread, by CDP, so that a busy machine changes the frames but not the CPU.
import { openBrowser, openPage } from "../../acceptance/page/browser.mjs";

const base = process.argv[2] ?? "http://127.0.0.1:8080";
const size = Number(process.argv[3] ?? 5_000);
const BATCH = 1_000;
const FANOUT = 4;
const DEEPEST = 8;
const NEEDLE = "needle";
const SCROLL_PIXELS = 700;

const run = Date.now().toString(36);
const id = `long-trace-${run}`;
const begun = Date.now() - size * 100;

/** Every tenth event hands over to another agent; what an agent does hangs below what it was called by. */
function* events() {
  const callers = [{ agent: "agent-lead", parent: null, depth: 0 }];
  for (let i = 0; i < size; i++) {
    const caller = callers[Math.floor(i / 10) % callers.length];
    const event = {
      event_id: `${id}-${i}`,
      correlation_id: id,
      timestamp: new Date(begun + i * 100).toISOString(),
      ...(caller.parent === null ? {} : { parent_event_id: caller.parent }),
    };
    if (i % 10 === 0 && caller.depth < DEEPEST) {
      const target = `agent-${caller.depth + 1}-${i % 97}`;
      yield ["agent-transformation-events", { ...event, source_agent: caller.agent, target_agent: target, transformation_reason: `Part ${i}`, transformation_duration_ms: 12, success: true }];
      callers.push({ agent: target, parent: event.event_id, depth: caller.depth + 1 });
      if (callers.length > FANOUT ** 3) {
        callers.splice(1, 1);
      }
    } else {
      const subject = i % 500 === 7 ? NEEDLE : `src/module${i % 40}/File${i}.java`;
      yield [
        "agent-actions",
        { ...event, agent_name: caller.agent, action_type: i % 41 === 0 ? "error" : "tool_call", action_name: ["Read", "Edit", "Grep", "Bash"][i % 4], action_details: { file_path: subject }, duration_ms: 20 + (i % 900) },
      ];
    }
  }
}

async function publish() {
  const every = [...events()];
  for (const topic of ["agent-transformation-events", "agent-actions"]) {
    const all = every.filter(([each]) => each === topic);
    for (let at = 0; at < all.length; at += BATCH) {
      const body = JSON.stringify(all.slice(at, at + BATCH).map(([, event]) => event));
      const response = await fetch(`${base}/v1/events/${topic}`, { method: "POST", headers: { "content-type": "application/json" }, body });
      if (response.status !== 202) {
        throw new Error(`Cannot publish: ${response.status} ${await response.text()}`);
      }
    }
  }
  for (let seen = 0; seen < size; ) {
    const { summary } = await (await fetch(`${base}/api/intelligence/trace/${id}?limit=1`)).json();
    seen = summary.totalEvents;
  }
}

/** In the page, from its beginning: tasks above 50 ms, and the time between frames while `window.framing`. */
function watch() {
  window.tasks = [];
  new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask", buffered: true });
  window.frames = [];
  let last = performance.now();
  const look = (now) => {
    if (window.framing === true) {
      window.frames.push(now - last);
    }
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function metrics(cdp) {
  const { metrics: found } = await cdp.send("Performance.getMetrics");
  return Object.fromEntries(found.map(({ name, value }) => [name, value]));
}

const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? 0;
const shown = (value) => value.toFixed(1).padStart(7);

/** Carries `deed` out and says what it cost. */
async function measured(name, page, cdp, deed) {
  await page.evaluate(() => {
    window.tasks = [];
    window.frames = [];
    window.framing = true;
  });
  const before = await metrics(cdp);
  const from = performance.now();
  await deed();
  const millis = performance.now() - from;
  const { frames, tasks } = await page.evaluate(() => {
    window.framing = false;
    return { frames: window.frames, tasks: window.tasks };
  });
  const after = await metrics(cdp);
  const cpu = (key) => shown((after[key] - before[key]) * 1_000);
  console.log(
    `${name.padEnd(26)} ${shown(millis)}   ${shown(quantile(frames, 0.5))} ${shown(quantile(frames, 0.95))} ${shown(Math.max(0, ...frames))} ${String(frames.filter((each) => each > 50).length).padStart(4)} of ${String(frames.length).padEnd(5)}` +
      ` ${String(tasks.length).padStart(4)} ${shown(Math.max(0, ...tasks))}   ${cpu("TaskDuration")} ${cpu("ScriptDuration")} ${cpu("RecalcStyleDuration")} ${cpu("LayoutDuration")}`,
  );
}

const scrollThrough = (step) =>
  new Promise((resolve) => {
    const rows = document.querySelector(".rows");
    rows.scrollTop = 0;
    const next = () => {
      const before = rows.scrollTop;
      rows.scrollTop += step;
      if (rows.scrollTop === before) {
        resolve(undefined);
      } else {
        requestAnimationFrame(next);
      }
    };
    requestAnimationFrame(next);
  });

await publish();
const browser = await openBrowser();
const { page, troubles } = await openPage(browser, base);
await page.addInitScript(watch);
const cdp = await page.context().newCDPSession(page);
await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
console.log("milliseconds                   took   frames:  median     95 %    most >50        tasks >50: n    most   CPU: tasks   script    style   layout");
const whole = async () => page.waitForFunction((count) => document.querySelector(".trace-sum")?.textContent?.startsWith(`${count.toLocaleString("en")} events`), size, { polling: "raf" });
await page.goto(`${base}/trace`);
await page.locator(".pill-live").waitFor();
await page.goto(`${base}/trace?id=${id}&q=x`);
await whole();
await page.goto(`${base}/trace`);
await page.locator(".rows-space .row", { hasText: id }).first().waitFor();
const first = (count) => page.waitForFunction((least) => document.querySelectorAll(".rows-space .row").length > least, count, { polling: "raf" });
await measured("open, first rows", page, cdp, async () => {
  await page.locator(".rows-space .row", { hasText: id }).first().click();
  await first(10);
});
await measured("open, to the last event", page, cdp, whole);
await measured("scroll, a screen a frame", page, cdp, () => page.evaluate(scrollThrough, SCROLL_PIXELS));
await measured("scroll by wheel", page, cdp, async () => {
  await page.locator(".rows").hover();
  await page.evaluate(() => document.querySelector(".rows").scrollTo(0, 0));
  for (let i = 0; i < 60; i++) {
    await page.mouse.wheel(0, 240);
  }
});
await page.locator(".search input").focus();
for (const [at, letter] of [...NEEDLE].entries()) {
  await measured(`search, letter ${at + 1}`, page, cdp, async () => {
    await page.keyboard.press(letter);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  });
}
await measured("search emptied", page, cdp, async () => {
  await page.keyboard.press("Escape");
  await first(10);
});
await measured("close all", page, cdp, async () => {
  await page.getByRole("button", { name: "Close all" }).click();
  await page.getByRole("button", { name: "Open all" }).waitFor();
});
await measured("open all", page, cdp, async () => {
  await page.getByRole("button", { name: "Open all" }).click();
  await page.getByRole("button", { name: "Close all" }).waitFor();
});
troubles.forEach((trouble) => console.error(trouble));
await browser.close();
