import { effect } from "@preact/signals";
import { Refused, read } from "./api";

/**
 * Reads an address now and whenever news came, never twice at a time and not again within `pause` milliseconds.
 *
 * @param news touches the signals that tell of changes
 * @param told gets what was answered, or why nothing was
 * @returns ends it
 */
export function readOnNews<T>(address: string, pause: number, news: () => void, told: (answer: T | Refused) => void): () => void {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading = false;
  let wanted = false;
  let notBefore = 0;

  const ask = async () => {
    timer = undefined;
    wanted = false;
    reading = true;
    try {
      told(await read<T>(address, { signal: abort.signal }));
    } catch (failure) {
      if (failure instanceof Refused) {
        told(failure);
      }
    }
    reading = false;
    notBefore = Date.now() + pause;
    if (wanted) {
      want();
    }
  };
  const want = () => {
    wanted = true;
    if (!reading && timer === undefined && !abort.signal.aborted) {
      timer = setTimeout(() => void ask(), Math.max(0, notBefore - Date.now()));
    }
  };
  const stop = effect(() => {
    news();
    want();
  });
  return () => {
    stop();
    clearTimeout(timer);
    abort.abort();
  };
}
