// What people do on the page, against a running bus: node scenarios.mjs NAME http://HOST:PORT. Exit code 0 when it holds.
// What only the one who started the bus can do it asks for with a line that begins with "!", and waits for one in return.
import assert from "node:assert/strict";
import { boards } from "./boards.mjs";
import { openBrowser, openPage } from "./browser.mjs";
import { base, name, unique, skill, publish, action, live, row, isShown, seriousFor, ask, rule, ruleFast, failAgain, passTime, learn, noteStates } from "./steps.mjs";

const SCREENS = ["/", "/stream", "/routing", "/trace", "/alerts", "/windows", "/patterns", "/system"];

const scenarios = {
  ...boards,

  async showsAnEventOfASkillWithinASecond(browser) {
    const { page, troubles } = await openPage(browser, base);
    await page.goto(`${base}/stream`);
    await live(page);
    const times = [];
    for (let i = 0; i < 5; i++) {
      const title = unique("skill");
      const seen = page.waitForFunction((text) => document.body.textContent.includes(text), title, { polling: "raf", timeout: 10_000 });
      seen.catch(() => undefined);
      const begun = performance.now();
      await skill("log-agent-action", "--agent", "agent-page", "--action-type", "tool_call", "--action-name", title);
      await seen;
      times.push(Math.round(performance.now() - begun));
    }
    console.log(`skill to screen: ${times.join(", ")} ms`);
    assert.ok(times.sort((a, b) => a - b)[2] < 1_000, `an event was on screen after ${times} ms`);
    assert.deepEqual(troubles, []);
  },

  async filtersTheStreamAndKeepsTheFilterInTheAddress(browser) {
    const [wanted, other] = [unique("wanted"), unique("other")];
    await publish("agent-actions", [action({ agent_name: wanted, action_name: "one" }), action({ agent_name: other })]);
    const { page } = await openPage(browser, base);
    await page.goto(`${base}/stream`);
    await isShown(page, other);
    await page.getByLabel("Agent", { exact: true }).fill(wanted);
    await row(page, other).waitFor({ state: "detached" });
    await isShown(page, wanted);
    assert.equal(new URL(page.url()).searchParams.get("agent"), wanted);
    await page.reload();
    await isShown(page, wanted);
    assert.equal(await row(page, other).count(), 0);
    await publish("agent-actions", [action({ agent_name: other }), action({ agent_name: wanted, action_name: "two" })]);
    await isShown(page, "two");
    assert.equal(await row(page, other).count(), 0);
  },

  async holdsStillWhilePaused(browser) {
    const before = unique("before");
    await publish("agent-actions", action({ action_name: before }));
    const { page } = await openPage(browser, base);
    await page.goto(`${base}/stream`);
    await isShown(page, before);
    await page.getByRole("button", { name: "Pause" }).click();
    const after = unique("after");
    await publish("agent-actions", action({ action_name: after }));
    await page.getByText(/paused, [1-9]\d* newer event/).waitFor();
    assert.equal(await row(page, after).count(), 0);
    await page.getByRole("button", { name: "Resume" }).click();
    await isShown(page, after);
  },

  async opensATraceFromTheStreamAndComesBack(browser) {
    const id = unique("trace");
    await publish("agent-routing-decisions", {
      correlation_id: id, user_request: "Add paging", selected_agent: "agent-a", confidence_score: 0.9,
      routing_strategy: "explicit", routing_time_ms: 3,
    });
    await publish("agent-actions", [
      action({ correlation_id: id, agent_name: "agent-a", action_name: "first" }),
      action({ correlation_id: id, agent_name: "agent-a", action_name: "broken", action_type: "error" }),
    ]);
    const { page } = await openPage(browser, base);
    await page.goto(`${base}/stream?cid=${id}`);
    await row(page, "first").locator("a").click();
    await page.waitForURL(/\/trace\?/);
    await isShown(page, "broken");
    await isShown(page, "Add paging");
    assert.match(await page.locator(".trace-sum").innerText(), /3 events[\s\S]*1 failure/);
    await publish("agent-actions", action({ correlation_id: id, agent_name: "agent-a", action_name: "pushed" }));
    await isShown(page, "pushed");
    await page.getByLabel("Search in this trace").fill("broken");
    await row(page, "first").waitFor({ state: "detached" });
    await page.goBack();
    await page.waitForURL(new RegExp(`/stream\\?cid=${id}`));
    await isShown(page, "first");
  },

  async tellsAtOnceWhatHappensToAnEngine(browser) {
    const { page, troubles } = await openPage(browser, base);
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${base}/system`);
    await live(page);
    const redis = page.locator(".engine", { hasText: "redis" });
    await redis.getByText("running").waitFor();
    assert.match(await redis.innerText(), /redis \d+\.\d+[\s\S]*restarts\s+\d+/);
    await ask("freeze redis");
    await redis.getByText("down").waitFor({ timeout: 30_000 });
    await ask("thaw redis");
    await redis.getByText("running").waitFor({ timeout: 30_000 });
    await ask("kill redis");
    await redis.getByText(/restarts\s*[1-9]/).waitFor({ timeout: 30_000 });
    assert.deepEqual(asked.filter((path) => path.startsWith("/api/")), [], "what is pushed is not asked for");
    assert.deepEqual(troubles, []);
  },

  async findsATraceWithoutKnowingItsId(browser) {
    const [id, request] = [unique("trace"), unique("paging")];
    await publish("agent-routing-decisions", {
      correlation_id: id, user_request: `Add ${request}`, selected_agent: "agent-a", confidence_score: 0.9, routing_strategy: "explicit", routing_time_ms: 3,
    });
    await publish("agent-actions", action({ correlation_id: id, agent_name: "agent-b", action_type: "error" }));
    const { page, troubles } = await openPage(browser, base);
    await page.goto(`${base}/trace`);
    await isShown(page, request);
    assert.match(await row(page, request).innerText(), /agent-a, agent-b[\s\S]*2[\s\S]*1/);
    const other = unique("later");
    await publish("agent-actions", action({ correlation_id: other }));
    await isShown(page, other);
    await page.keyboard.press("/");
    await page.keyboard.type(request.toUpperCase());
    await row(page, other).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "With failures" }).click();
    await isShown(page, request);
    assert.equal(new URL(page.url()).searchParams.get("failures"), "1");
    await page.getByLabel("Request, agent").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/trace\\?id=${id}`));
    await page.goBack();
    await isShown(page, request);
    await page.locator(".rows").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/trace\\?id=${id}`));
    assert.deepEqual(troubles, []);
  },

  async recoversByItselfWhenTheBusComesBack(browser) {
    const { page } = await openPage(browser, base);
    await page.goto(`${base}/stream`);
    await live(page);
    await page.evaluate(() => {
      window.sameDocument = true;
    });
    const stale = page.locator(".pill-stale").waitFor({ timeout: 60_000 });
    await ask("restart");
    await stale;
    await live(page);
    const title = unique("again");
    await publish("agent-actions", action({ action_name: title }));
    await isShown(page, title);
    assert.equal(await page.evaluate(() => window.sameDocument), true);
  },

  async saysSinceWhenItIsStaleWhileTheLogIsFrozen(browser) {
    const { page } = await openPage(browser, base);
    await page.goto(`${base}/stream`);
    await live(page);
    await publish("agent-actions", action({ action_name: unique("before") }));
    await noteStates(page);
    const before = Date.now();
    await ask("freeze kafka");
    const frozen = Date.now();
    await page.locator(".pill-stale").waitFor({ timeout: 30_000 });
    const said = await page.locator(".pill-stale").innerText();
    const since = await page.locator(".pill-stale").getAttribute("title");
    assert.match(said, /since \d\d:\d\d:\d\d/);
    const [hours, minutes, seconds] = said.match(/since (\d\d):(\d\d):(\d\d)/).slice(1).map(Number);
    const told = new Date(frozen);
    told.setHours(hours, minutes, seconds, 0);
    assert.ok(told.getTime() >= before - 2_000 && told.getTime() <= frozen + 1_000, `frozen at ${new Date(frozen)}, told: ${since}`);
    await page.getByRole("alert").waitFor();
    await page.waitForFunction(() => /\(1[2-9] s\)/.test(document.querySelector(".pill-stale")?.textContent ?? ""), null, { timeout: 60_000 });
    const states = await page.evaluate(() => window.states);
    const first = states.find(({ pill }) => pill.startsWith("stale")).at;
    console.log(`stale ${first - told.getTime()} ms after the moment it names`);
    assert.ok(first - told.getTime() < 8_000, `for ${first - told.getTime()} ms it said live although the log was frozen`);
    const afterwards = states.filter(({ at }) => at > first);
    const otherwise = afterwards.filter(({ pill }) => !pill.startsWith("stale")).map(({ at, pill }) => `${pill} ${at - frozen} ms after`);
    assert.deepEqual(otherwise, [], "while the log is frozen nothing else is claimed");
    await ask("thaw kafka");
    await live(page);
    const title = unique("after");
    await publish("agent-actions", action({ action_name: title }));
    await isShown(page, title);
  },

  async saysThatItIsStaleWhenTheBusItselfIsFrozen(browser) {
    const { page } = await openPage(browser, base);
    await page.goto(base);
    await live(page);
    await ask("freeze agentbus");
    await page.locator(".pill-stale").waitFor({ timeout: 30_000 });
    await ask("thaw agentbus");
    await live(page);
  },

  async signsInWithATokenAndStaysSignedIn(browser) {
    const token = process.env.PAGE_TOKEN;
    for (const colorScheme of ["light", "dark"]) {
      const { page: shut, close } = await openPage(browser, base, { bypassCSP: true, colorScheme });
      await shut.goto(base);
      await shut.getByLabel("Token").waitFor();
      assert.deepEqual(await seriousFor(shut), [], colorScheme);
      await close();
    }
    const { page, troubles } = await openPage(browser, base);
    await page.goto(`${base}/stream`);
    await page.getByLabel("Token").fill("not-the-right-token");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "does not know the token" }).waitFor();
    await page.getByLabel("Token").fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await live(page);
    await page.getByTitle(/Signed in with role view, until/).waitFor();
    assert.equal(new URL(page.url()).pathname, "/stream");
    const cookies = await page.context().cookies();
    assert.deepEqual(cookies.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite })), [{ httpOnly: true, sameSite: "Strict" }]);
    assert.equal(await page.evaluate((secret) => document.cookie.includes(secret) || JSON.stringify(localStorage).includes(secret), token), false);
    await page.reload();
    await live(page);
    const other = await page.context().newPage();
    await other.goto(base);
    await live(other);
    await other.getByTitle(/Sign out/).click();
    await other.getByLabel("Token").waitFor();
    await page.getByLabel("Token").waitFor({ timeout: 30_000 });
    await page.getByText("the session is over").waitFor();
    assert.equal(await page.locator(".rows").count(), 0, "who is signed out sees nothing any more");
    assert.deepEqual(troubles, []);
  },

  async fitsAPhone(browser) {
    await publish("agent-actions", action({ action_name: unique("phone") }));
    const { page, troubles } = await openPage(browser, base, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    for (const screen of SCREENS) {
      await page.goto(base + screen);
      await live(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wide, 0, `${screen} is ${wide} px too wide`);
      const inner = await page.evaluate(() => [...document.querySelectorAll(".windows, .boards, .system, .split-main")].filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.className));
      assert.deepEqual(inner, [], `nothing on ${screen} is wider than the phone`);
      const tab = await page.locator(".tab[aria-current]").boundingBox();
      assert.ok(tab !== null && tab.y + tab.height <= 845 && tab.height >= 44, `the tabs of ${screen} stand at ${JSON.stringify(tab)}`);
    }
    await page.goto(`${base}/stream`);
    await page.locator(".rows-space .row").first().tap();
    await page.getByText("Raw event").waitFor();
    assert.deepEqual(troubles, []);
  },

  async showsHostileEventsAsText(browser) {
    const hostile = `<script>window.pwned=1</script><img src=x onerror="window.pwned=1"> ![x](http://evil.example/x.png) \u001b[2J\u001b]0;t\u0007 \u202Egnp.exe \u200b`;
    const huge = "x".repeat(1_000_000);
    const agent = `agent-${hostile}`.slice(0, 180);
    const id = `${unique("hostile")}-<b>\u202E`;
    await publish("agent-actions", [
      action({ correlation_id: id, agent_name: agent, action_name: hostile, action_details: { line: hostile } }),
      action({ correlation_id: id, agent_name: agent, action_name: "huge", action_details: { line: huge } }),
    ]);
    await publish("agent-routing-decisions", {
      correlation_id: id, user_request: hostile, selected_agent: agent, confidence_score: 0.4, routing_strategy: hostile.slice(0, 80),
      alternatives: [{ agent_name: hostile, confidence_score: 0.3, reason: hostile }], reasoning: hostile, routing_time_ms: 3,
    });
    await publish("agent-transformation-events", {
      correlation_id: id, source_agent: agent, target_agent: hostile.slice(0, 100), transformation_reason: hostile, transformation_duration_ms: 1, success: true,
    });
    await ruleFast();
    const stop = passTime();
    await publish("agent-actions", Array.from({ length: 5 }, () => action({ correlation_id: id, agent_name: agent, action_name: hostile, action_type: "error" })));
    await learn(hostile, id, `${hostile} ${huge.slice(0, 100_000)}`);
    const { page, troubles } = await openPage(browser, base);
    const places = [
      `/?agent=${encodeURIComponent(agent)}`, "/stream", "/routing", "/trace", `/trace?id=${encodeURIComponent(id)}`, "/alerts", "/windows?by=agent", "/patterns",
      "/patterns?q=round+the+totals", "/system",
    ];
    for (const place of places) {
      await page.goto(base + place);
      await live(page);
      if (place !== "/system") {
        await page.getByText("<script>").first().waitFor({ state: "attached", timeout: 60_000 });
      }
      const first = page.locator(".rows-space .row", { hasText: "<script>" }).first();
      if (place === "/stream" || place === "/routing") {
        await first.click();
        await page.getByText("Raw event").waitFor();
      } else if (place === "/alerts" || place.startsWith("/patterns")) {
        await first.click();
        await page.locator(".drawer").getByText("<script>").first().waitFor();
      }
      const text = await page.evaluate(() => document.body.textContent);
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b]/, place);
      assert.equal(await page.evaluate(() => window.pwned), undefined, place);
      assert.equal(await page.locator("#page img, #page script, #page iframe").count(), 0, place);
    }
    stop();
    await rule();
    assert.deepEqual(troubles, []);
  },

  async hasNothingSeriousForAxe(browser) {
    const id = unique("axe");
    await publish("agent-routing-decisions", {
      correlation_id: id, user_request: "x", selected_agent: "agent-axe", confidence_score: 0.9, routing_strategy: "explicit", routing_time_ms: 3,
      alternatives: [{ agent_name: "agent-b", confidence_score: 0.4, reason: "second" }],
    });
    await publish("agent-actions", [
      action({ correlation_id: id, agent_name: "agent-axe" }),
      action({ correlation_id: id, agent_name: "agent-axe", action_type: "error" }),
    ]);
    await ruleFast();
    const stop = passTime();
    await failAgain("agent-axe", unique("Compile"));
    await learn("invoices", id);
    const { page } = await openPage(browser, base, { bypassCSP: true });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const views = ["silences", "destinations", "rules"].map((view) => `/alerts?view=${view}`);
      for (const place of [...SCREENS, "/?agent=agent-axe", `/trace?id=${id}`, ...views, "/windows?by=agent", "/patterns?q=round+the+invoices"]) {
        await page.goto(base + place);
        await live(page);
        if (place !== "/system" && !views.includes(place)) {
          await page.locator(".rows-space .row").first().waitFor({ timeout: 60_000 });
        }
        if (place === "/alerts" || place.startsWith("/patterns")) {
          await page.locator(".rows-space .row:not(.row-group)").first().click();
          await page.locator(".drawer").waitFor();
        }
        const serious = await seriousFor(page);
        assert.deepEqual(serious, [], `${place} in ${colorScheme}`);
      }
    }
    stop();
    await rule();
  },

  async canBeUsedWithKeysAlone(browser) {
    const title = unique("keys");
    await publish("agent-actions", action({ action_name: title }));
    const { page } = await openPage(browser, base);
    await page.goto(`${base}/stream`);
    await isShown(page, title);
    await page.keyboard.press("/");
    await page.keyboard.type(title);
    await page.waitForFunction((text) => document.querySelectorAll(".rows-space .row").length === 1 && document.body.textContent.includes(text), title);
    await page.locator(".rows").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByText("Raw event").waitFor();
    await page.evaluate(() => {
      window.focusWhenClosed = new Promise((resolve) => {
        new MutationObserver((_, observer) => {
          if (document.querySelector(".drawer") === null) {
            observer.disconnect();
            resolve(document.activeElement?.className);
          }
        }).observe(document.body, { childList: true, subtree: true });
      });
    });
    await page.keyboard.press("Escape");
    assert.match(await page.evaluate(() => window.focusWhenClosed), /^rows /, "focus is back on the list with the drawing that closes the details");
    await page.keyboard.press("t");
    await page.waitForURL(/\/trace\?/);
  },

  async paintsWithinASecond(browser) {
    const { page, troubles } = await openPage(browser, base);
    const paints = [];
    for (let i = 0; i < 3; i++) {
      await page.goto(base);
      await live(page);
      paints.push(await page.evaluate(() => Math.round(performance.getEntriesByName("first-contentful-paint")[0].startTime)));
    }
    const bytes = await page.evaluate(() =>
      performance.getEntriesByType("resource").filter((entry) => entry.name.includes("/assets/")).reduce((sum, entry) => sum + entry.encodedBodySize, 0),
    );
    console.log(`first paint ${paints.join(", ")} ms, ${bytes} bytes of script and style`);
    assert.ok(paints.sort((a, b) => a - b)[1] < 1_000, `first paint after ${paints} ms`);
    assert.ok(bytes > 0 && bytes < 200_000, `${bytes} bytes`);
    assert.deepEqual(troubles, []);
  },
};

if (name === "--list") {
  console.log(Object.keys(scenarios).join("\n"));
} else {
  const browser = await openBrowser();
  try {
    await scenarios[name](browser);
  } finally {
    await browser.close();
  }
}
