// Pictures of every screen, wide and narrow, light and dark: node screenshots.mjs [http://HOST:PORT] [FOLDER]
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
const traces = await (await fetch(`${base}/api/intelligence/actions/recent?limit=1000`)).json();
const sizes = new Map();
for (const { correlationId } of traces) {
  sizes.set(correlationId ?? "", (sizes.get(correlationId ?? "") ?? 0) + 1);
}
const longest = [...sizes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
const screens = {
  fleet: "/",
  stream: "/stream",
  routing: "/routing",
  traces: "/trace",
  trace: `/trace?id=${encodeURIComponent(longest)}`,
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
