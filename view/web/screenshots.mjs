// Pictures of every screen, wide and narrow, light and dark: node screenshots.mjs [http://HOST:PORT] [FOLDER] [PART_OF_NAME]
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser, openPage } from "../../acceptance/page/browser.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const base = process.argv[2] ?? "http://127.0.0.1:8080";
const folder = process.argv[3] ?? join(HERE, "../../docs/screenshots");
const only = process.argv[4] ?? "";
const SETTLE_MILLIS = 1_200;

mkdirSync(folder, { recursive: true });
const read = async (path) => (await fetch(base + path)).json();
const traces = await read("/api/intelligence/actions/recent?limit=1000");
const sizes = new Map();
for (const { correlationId } of traces) {
  sizes.set(correlationId ?? "", (sizes.get(correlationId ?? "") ?? 0) + 1);
}
const longest = [...sizes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
const { active } = await read("/api/alerts");
const grave = active.find(({ severity }) => severity === "critical") ?? active[0];
const { patterns } = await read("/api/patterns?limit=200");
const learnt = [...patterns].filter(({ kind }) => kind === "success").sort((a, b) => b.steps.length * b.support - a.steps.length * a.support)[0];
const screens = {
  fleet: "/",
  stream: "/stream",
  routing: "/routing",
  traces: "/trace",
  trace: `/trace?id=${encodeURIComponent(longest)}`,
  alerts: "/alerts",
  alert: `/alerts?alert=${encodeURIComponent(grave?.id ?? "")}`,
  told: "/alerts?view=destinations",
  rules: "/alerts?view=rules",
  metrics: "/windows?size=1min",
  patterns: "/patterns",
  pattern: `/patterns?pattern=${encodeURIComponent(learnt?.patternId ?? "")}`,
  advice: "/patterns?q=fix+the+failing+test",
  system: "/system",
};

const browser = await openBrowser();
for (const [width, height] of [[1440, 900], [390, 844]]) {
  for (const colorScheme of ["light", "dark"]) {
    const { page, troubles, close } = await openPage(browser, base, { viewport: { width, height }, colorScheme });
    for (const [name, place] of Object.entries(screens)) {
      const file = `${name}-${width}-${colorScheme}.png`;
      if (file.includes(only)) {
        await page.goto(base + place);
        await page.locator(".pill-live").waitFor({ timeout: 20_000 });
        await page.waitForTimeout(SETTLE_MILLIS);
        await page.screenshot({ path: join(folder, file) });
      }
    }
    troubles.forEach((trouble) => console.error(trouble));
    await close();
  }
}
await browser.close();
