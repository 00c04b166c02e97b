// What the page costs the browser while a fleet is at work: node load.mjs [http://HOST:PORT] [SECONDS] [SCREEN,…] [HEAP_MINUTES]
// CPU is that of the processes, from /proc; the heap is measured after a forced collection. Start a load first, for example
// ./agentbus up --demo --agents 200 --rate 2000
import { readFileSync } from "node:fs";
import { openBrowser, openPage } from "../../acceptance/page/browser.mjs";

const base = process.argv[2] ?? "http://127.0.0.1:8080";
const seconds = Number(process.argv[3] ?? 60);
const chosen = (process.argv[4] ?? "fleet,stream,routing,traces,trace,alerts,metrics,patterns,system").split(",");
const heapMinutes = Number(process.argv[5] ?? 0);
const TICKS_PER_SECOND = 100;
const SETTLE_MILLIS = 5_000;
const HEAP_EVERY_MILLIS = 30_000;

const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

async function places() {
  const { traces } = await (await fetch(`${base}/api/traces/recent?limit=1000`)).json();
  const longest = [...traces].sort((a, b) => b.events - a.events)[0]?.correlationId ?? "";
  return {
    fleet: "/",
    stream: "/stream",
    routing: "/routing",
    traces: "/trace",
    trace: `/trace?id=${encodeURIComponent(longest)}`,
    alerts: "/alerts",
    metrics: "/windows",
    patterns: "/patterns",
    system: "/system",
  };
}

function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** CPU seconds by kind of process; of the renderers, the page's own is the busiest. */
async function cpu(system) {
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  return new Map(processInfo.map(({ type, id }) => [`${type} ${id}`, cpuSeconds(id)]));
}

function shares(before, after, span) {
  const used = [...after].map(([name, end]) => [name.split(" ")[0], ((end - (before.get(name) ?? end)) / span) * 100]);
  const of = (kind) => used.filter(([name]) => name === kind).map(([, share]) => share);
  const rest = used.filter(([name]) => name !== "renderer" && name !== "GPU").map(([, share]) => share);
  return { renderer: Math.max(0, ...of("renderer")), gpu: sum(of("GPU")), rest: sum(rest) };
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const shown = (value) => value.toFixed(1).padStart(6);

async function metrics(cdp) {
  const { metrics: found } = await cdp.send("Performance.getMetrics");
  return Object.fromEntries(found.map(({ name, value }) => [name, value]));
}

async function heap(cdp) {
  await cdp.send("HeapProfiler.collectGarbage");
  const now = await metrics(cdp);
  return { megabytes: now.JSHeapUsedSize / 1e6, nodes: now.Nodes, listeners: now.JSEventListeners };
}

async function eventsSoFar() {
  return (await (await fetch(`${base}/api/intelligence/health`)).json()).eventsProcessed;
}

async function measure(browser, name, place) {
  const { page, troubles, close } = await openPage(browser, base);
  await page.goto(base + place);
  await page.locator(".pill-live").waitFor({ timeout: 30_000 });
  await sleep(SETTLE_MILLIS);
  const system = await browser.newBrowserCDPSession();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  const [events, begun, cpuBefore, workBefore] = [await eventsSoFar(), performance.now(), await cpu(system), await metrics(cdp)];
  await sleep(seconds * 1_000);
  const [cpuAfter, workAfter] = [await cpu(system), await metrics(cdp)];
  const span = (performance.now() - begun) / 1_000;
  const rate = ((await eventsSoFar()) - events) / span;
  const { renderer, gpu, rest } = shares(cpuBefore, cpuAfter, span);
  const part = (key) => ((workAfter[key] - workBefore[key]) / span) * 100;
  console.log(
    `${name.padEnd(8)} ${String(Math.round(rate)).padStart(6)} ${shown(renderer)} ${shown(gpu)} ${shown(rest)}   ` +
      `${shown(part("ScriptDuration"))} ${shown(part("RecalcStyleDuration"))} ${shown(part("LayoutDuration"))} ${shown(part("TaskDuration"))}` +
      `   ${await page.locator(".pill").innerText().then((text) => text.replace(/\s+/g, " "))}`,
  );
  if (heapMinutes > 0) {
    await followHeap(cdp, name);
  }
  troubles.forEach((trouble) => console.error(trouble));
  await close();
}

async function followHeap(cdp, name) {
  const end = performance.now() + heapMinutes * 60_000;
  for (let minute = 0; performance.now() < end; minute += HEAP_EVERY_MILLIS / 60_000) {
    const { megabytes, nodes, listeners } = await heap(cdp);
    console.log(`${name.padEnd(8)} ${minute.toFixed(1).padStart(5)} min ${megabytes.toFixed(2).padStart(8)} MB heap ${nodes} nodes ${listeners} listeners`);
    await sleep(HEAP_EVERY_MILLIS);
  }
}

console.log("percent of one core           renderer    gpu   rest   of the renderer: script  style layout  tasks");
console.log("screen   events/s");
const browser = await openBrowser();
const all = await places();
for (const name of chosen) {
  await measure(browser, name, all[name]);
}
await browser.close();
