import { batch, signal } from "@preact/signals";
import type { Pattern, PatternNews, PatternPage, Recommendations } from "../protocol";
import { Refused } from "./api";
import { readOnNews } from "./refresh";

/** What was learnt: asked for when the server says that it changed. */
export const patternNews = signal<PatternNews | null>(null);
export const patternPage = signal<PatternPage | null>(null);
export const recommendations = signal<Recommendations | null>(null);
export const patternsProblem = signal<string | null>(null);
/** The page lists so many at once. */
export const PAGE = 100;
const PAUSE_MILLIS = 2_000;

export function followPatterns(kind: string, offset: number): () => void {
  const query = new URLSearchParams({ limit: String(PAGE), offset: String(offset), ...(kind === "" ? {} : { kind }) });
  return follow<PatternPage>(`/api/patterns?${query}`, (page) => {
    patternPage.value = page;
  });
}

/** What fits a task, and what to beware of. */
export function followRecommendations(prompt: string): () => void {
  const query = new URLSearchParams({ prompt, limit: "10" });
  return follow<Recommendations>(`/api/recommendations?${query}`, (answer) => {
    recommendations.value = answer;
  });
}

function follow<T>(address: string, take: (answer: T) => void): () => void {
  return readOnNews<T>(
    address,
    PAUSE_MILLIS,
    () => void patternNews.value,
    (answer) =>
      batch(() => {
        if (answer instanceof Refused) {
          patternsProblem.value = answer.message;
        } else {
          take(answer);
          patternsProblem.value = null;
        }
      }),
  );
}

/** Of a step: text, and placeholders for what belongs to one task alone. */
export interface Piece {
  readonly text: string;
  readonly hole: boolean;
}

export function piecesOf(step: string): Piece[] {
  return step
    .split(/(\{[a-z_]{1,20}\})/)
    .filter((text) => text !== "")
    .map((text) => ({ text, hole: /^\{[a-z_]{1,20}\}$/.test(text) }));
}

/** Failures begin with what fails, ways with their first step. */
export function headOf(pattern: Pattern): string {
  return pattern.kind === "failure" && pattern.problem !== undefined && pattern.problem !== "" ? pattern.problem : pattern.name;
}
