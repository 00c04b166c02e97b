import { useEffect, useRef } from "preact/hooks";
import { type Session, signIn } from "../state/session";
import { oneLine } from "../text/safe";

/** The way in where the bus has tokens: one is pasted once, then a cookie stands for it. */
export function SignIn({ session }: { session: Extract<Session, { kind: "shut" }> }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    const token = field.current?.value.trim() ?? "";
    if (token !== "") {
      void signIn(token).then((worked) => {
        if (!worked) {
          field.current?.select();
        }
      });
    }
  };
  return (
    <form class="sign-in panel" onSubmit={submit} aria-label="Sign in">
      <h2>Sign in</h2>
      <p class="muted">
        This bus shows its fleet to those who have a token of role <code>view</code> or <code>operate</code>. It is sent once; after
        that this browser is remembered for some hours.
      </p>
      <label class="sign-in-field">
        <span>Token</span>
        <input
          ref={field}
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          maxLength={1_000}
          required
          aria-describedby="sign-in-problem"
          aria-invalid={session.message !== null}
        />
      </label>
      <p id="sign-in-problem" class="text-bad sign-in-problem" role="alert">
        {session.message === null ? "" : oneLine(session.message)}
      </p>
      <button type="submit" class="button button-on" disabled={session.trying}>
        {session.trying ? "Signing in" : "Sign in"}
      </button>
      <p class="muted">
        Whoever runs the bus set the tokens as <code>AGENTBUS_TOKENS</code>.
      </p>
    </form>
  );
}
