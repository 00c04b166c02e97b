import { signal } from "@preact/signals";
import type { SystemState } from "../protocol";
import { Refused, read } from "./api";

/** The bus about itself. Pushed while the screen is open; read once when it opens. */
export const system = signal<SystemState | null>(null);
export const systemAt = signal<number | null>(null);
export const systemProblem = signal<string | null>(null);

export function systemArrived(state: SystemState): void {
  system.value = state;
  systemAt.value = Date.now();
  systemProblem.value = null;
}

export async function readSystem(): Promise<void> {
  try {
    systemArrived(await read<SystemState>("/api/system"));
  } catch (failure) {
    if (failure instanceof Refused) {
      systemProblem.value = failure.message;
    }
  }
}
