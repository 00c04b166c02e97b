import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Refused } from "../src/state/api";
import { readOnNews } from "../src/state/refresh";

const news = signal(0);
let answers: ((response: Response) => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => answers.push(resolve)));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function answer(body: unknown, status = 200) {
  answers.at(-1)?.(new Response(JSON.stringify(body), { status }));
  await vi.advanceTimersByTimeAsync(0);
}

describe("reading on news", () => {
  it("reads at once, and again when news came, not sooner than the pause", async () => {
    const told: unknown[] = [];
    const end = readOnNews("/x", 1_000, () => void news.value, (each) => told.push(each));
    await vi.advanceTimersByTimeAsync(0);
    await answer({ n: 1 });
    expect(told).toEqual([{ n: 1 }]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(answers).toHaveLength(1);
    news.value++;
    await vi.advanceTimersByTimeAsync(0);
    await answer({ n: 2 });
    news.value++;
    await vi.advanceTimersByTimeAsync(900);
    expect(answers).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(100);
    expect(answers).toHaveLength(3);
    end();
  });

  it("asks once more for all the news that came while it was reading", async () => {
    const end = readOnNews("/x", 0, () => void news.value, () => undefined);
    await vi.advanceTimersByTimeAsync(0);
    news.value++;
    news.value++;
    await vi.advanceTimersByTimeAsync(10);
    expect(answers).toHaveLength(1);
    await answer({});
    expect(answers).toHaveLength(2);
    end();
    await answer({});
    news.value++;
    await vi.advanceTimersByTimeAsync(10);
    expect(answers).toHaveLength(2);
  });

  it("tells why it was refused", async () => {
    const told: unknown[] = [];
    const end = readOnNews("/x", 0, () => void news.value, (each) => told.push(each));
    await vi.advanceTimersByTimeAsync(0);
    await answer({ message: "Cannot show windows: Redis is away" }, 503);
    expect(told[0]).toBeInstanceOf(Refused);
    end();
  });
});
