// What people do on the screens of metrics, alerts and patterns: part of scenarios.mjs.
import assert from "node:assert/strict";
import { openPage } from "./browser.mjs";
import { base, unique, publish, action, live, row, isShown, ask, rule, ruleFast, failAgain, passTime, learn, noteQuestions } from "./steps.mjs";

export const boards = {
  async countsInWindowsWhileOneLooks(browser) {
    const agent = unique("counted");
    await publish("agent-actions", [action({ agent_name: agent }), action({ agent_name: agent, action_type: "error" })]);
    const { page, troubles } = await openPage(browser, base);
    await page.goto(`${base}/windows?by=agent&q=${agent}`);
    await live(page);
    const events = row(page, agent).locator(".cell-share");
    await page.waitForFunction((name) => document.querySelector(".rows-space .row")?.textContent?.includes(name), agent, { timeout: 20_000 });
    await page.locator(".chart canvas").nth(2).waitFor();
    const counted = async () => Number((await events.innerText()).replace(/\D/g, ""));
    const before = await counted();
    await publish("agent-actions", Array.from({ length: 7 }, () => action({ agent_name: agent })));
    await page.waitForFunction((wanted) => document.querySelector(".rows-space .row .cell-share")?.textContent?.replace(/\D/g, "") === wanted, String(before + 7), { timeout: 15_000 });
    await row(page, agent).click();
    await page.waitForURL(new RegExp(`agent=${agent}`));
    await page.locator(".stat", { hasText: "Events" }).getByText(String(before + 7), { exact: true }).waitFor();
    await page.getByLabel("Windows of").selectOption("1h");
    await page.waitForURL(/size=1h/);
    await page.getByText("per window of 1 h").waitFor();
    await page.goBack();
    await page.getByText("per window of 5 s").waitFor();
    const asked = noteQuestions(page);
    await page.goto(`${base}/system`);
    await live(page);
    await publish("agent-actions", action({ agent_name: agent }));
    await page.waitForTimeout(3_000);
    assert.deepEqual(asked.filter((path) => path.startsWith("/api/")), [], "who does not look pays nothing");
    assert.deepEqual(troubles, []);
  },

  async saysWhyTheWindowsAreOldWhileRedisIsAway(browser) {
    await publish("agent-actions", action({}));
    const { page } = await openPage(browser, base);
    await page.goto(`${base}/windows`);
    await page.locator(".rows-space .row").first().waitFor();
    await ask("freeze redis");
    await page.getByRole("alert").filter({ hasText: /Redis does not answer[\s\S]*as of \d\d:\d\d:\d\d/ }).waitFor({ timeout: 60_000 });
    assert.ok((await page.locator(".rows-space .row").count()) > 0, "what was known stays");
    await ask("thaw redis");
    await page.getByRole("alert").waitFor({ state: "detached", timeout: 60_000 });
  },

  async showsAnAlertAsItFiresAndSilencesIt(browser) {
    const [agent, name] = [unique("agent-failing"), unique("Compile")];
    const { page, troubles } = await openPage(browser, base);
    await page.goto(base);
    await live(page);
    const asked = noteQuestions(page);
    await ruleFast();
    const stop = passTime();
    const id = await failAgain(agent, name);
    await page.locator(".tab .badge-critical").waitFor({ timeout: 60_000 });
    assert.deepEqual(asked.filter((path) => path.startsWith("/api/alerts")), [], "how many fire is pushed");
    await page.getByRole("link", { name: /Alerts/ }).click();
    const alert = row(page, agent).filter({ hasText: name });
    await alert.waitFor();
    assert.match(await alert.innerText(), /critical[\s\S]*failed at[\s\S]*fails-again[\s\S]*5 \/ 3/);
    await page.keyboard.press("/");
    await page.keyboard.type(agent);
    await page.waitForFunction(() => document.querySelectorAll(".rows-space .row:not(.row-group)").length === 1);
    await page.locator(".rows").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByLabel("Why").fill("the compiler moves");
    await page.getByRole("button", { name: "Silence 1 h" }).click();
    await page.getByText("nobody is told").first().waitFor();
    await alert.getByText("silenced").waitFor();
    await page.getByRole("region", { name: "Evidence" }).getByRole("link", { name: id }).first().click();
    await page.waitForURL(new RegExp(`/trace\\?id=${id}`));
    await page.goBack();
    await page.getByRole("button", { name: /Silences 1/ }).click();
    const silence = page.locator("tbody tr", { hasText: "the compiler moves" });
    assert.match(await silence.innerText(), new RegExp(`fails-again[\\s\\S]*${agent}[\\s\\S]*(59 min|1 h)`));
    await silence.getByRole("button", { name: /End silence/ }).click();
    await page.getByText("Nothing is silenced").waitFor();
    await page.getByRole("button", { name: /Rules 1/ }).click();
    assert.match(await page.locator("tbody tr", { hasText: "fails-again" }).innerText(), /critical[\s\S]*count[\s\S]*30 min[\s\S]*3/);
    await page.getByRole("button", { name: /Firing/ }).click();
    await row(page, agent).first().waitFor();
    await rule();
    await page.locator(".row-over", { hasText: agent }).waitFor({ timeout: 60_000 });
    stop();
    assert.deepEqual(troubles, []);
  },

  async saysWhatIsWrongWithTheRulesFile(browser) {
    const { page } = await openPage(browser, base);
    await page.goto(`${base}/alerts`);
    await live(page);
    await rule("rules:\n  broken-one:\n    count: {topic: no-such-topic}\n    window: 5m\n    above: 1\n");
    await page.getByRole("alert").filter({ hasText: /rules file is broken[\s\S]*alerts\.yaml[\s\S]*no-such-topic/ }).waitFor({ timeout: 20_000 });
    await rule();
    await page.getByRole("alert").waitFor({ state: "detached", timeout: 20_000 });
  },

  async showsPatternsAndWhatWorksForATask(browser) {
    const [word, trace] = [unique("invoicing"), unique("learnt")];
    const { page, troubles } = await openPage(browser, base);
    await page.goto(`${base}/patterns`);
    await live(page);
    await page.locator(".toolbar").waitFor();
    await learn(word, trace);
    await isShown(page, word);
    await row(page, word).filter({ hasText: "works" }).first().click();
    await page.locator(".chain-tall .hole").first().waitFor();
    await page.getByRole("region", { name: "Seen in" }).getByRole("link", { name: trace }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.type(`why are the ${word} totals wrong`);
    await page.waitForURL(/q=why/);
    await page.locator(".cols-advice .row", { hasText: word }).first().waitFor();
    assert.match(await row(page, word).filter({ hasText: "works" }).first().innerText(), /works[\s\S]*% like “Round the/);
    assert.match(await row(page, word).filter({ hasText: "fails" }).first().innerText(), /fails[\s\S]*Totals of/);
    await page.reload();
    await page.locator(".cols-advice .row", { hasText: word }).first().waitFor();
    assert.deepEqual(troubles, []);
  },

  async saysWhyAViewerCannotSilence(browser) {
    const { page } = await openPage(browser, base);
    await page.goto(`${base}/alerts?view=silences`);
    await page.getByLabel("Token").fill(process.env.PAGE_TOKEN);
    await page.keyboard.press("Enter");
    await page.getByText("Silencing needs a token of role operate; you are signed in with role view.").waitFor();
  },
};
