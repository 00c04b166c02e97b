import { computed, signal } from "@preact/signals";
import type { SessionState } from "../protocol";
import { Refused, read } from "./api";

/** Whether this browser may look. A bus without tokens lets everybody on its machine look. */
export type Session =
  | { readonly kind: "asking" }
  | { readonly kind: "open"; readonly role: string; readonly until: number | null }
  /** `message` says why, where there is anything to say. */
  | { readonly kind: "shut"; readonly message: string | null; readonly trying: boolean };

export const session = signal<Session>({ kind: "asking" });
export const mayLook = computed(() => session.value.kind === "open");

/** Whether this browser may silence alerts; if not, why. Where nobody signs in everybody may. */
export const maySilence = computed<{ may: true } | { may: false; why: string }>(() => {
  const now = session.value;
  return now.kind === "open" && (now.role === "" || now.role === "operate")
    ? { may: true }
    : { may: false, why: `Silencing needs a token of role operate; you are signed in with role ${now.kind === "open" ? now.role : "none"}.` };
});

/** The bus's own answer decides; one that does not answer changes nothing. */
export async function askSession(): Promise<void> {
  try {
    take(await read<SessionState>("/session"), session.peek().kind === "open" ? "You are signed out: the session is over." : null);
  } catch (failure) {
    if (session.peek().kind === "asking") {
      session.value = { kind: "open", role: "", until: null };
    }
    if (!(failure instanceof Refused)) {
      throw failure;
    }
  }
}

/** @returns whether it worked; if not, the session says why */
export async function signIn(token: string): Promise<boolean> {
  session.value = { kind: "shut", message: null, trying: true };
  try {
    const body = JSON.stringify({ token });
    take(await read<SessionState>("/session", { method: "POST", headers: { "content-type": "application/json" }, body }), null);
    return true;
  } catch (failure) {
    const message = failure instanceof Refused ? failure.message : String(failure);
    session.value = { kind: "shut", message, trying: false };
    return false;
  }
}

/** Forgets what was shown, too: the page begins anew. */
export async function signOut(): Promise<void> {
  try {
    await fetch("/session", { method: "DELETE" });
  } finally {
    location.reload();
  }
}

function take(state: SessionState, whyNot: string | null): void {
  session.value =
    state.role === null
      ? { kind: "shut", message: whyNot, trying: false }
      : { kind: "open", role: state.signIn ? state.role : "", until: state.expiresAt === null ? null : Date.parse(state.expiresAt) };
}
