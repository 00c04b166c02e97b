import { zone } from "../state/preferences";
import { session, signOut } from "../state/session";
import { clockTime } from "../text/time";

/** As what one is signed in, and the way out; nothing where nobody has to sign in. */
export function SignedIn() {
  const now = session.value;
  if (now.kind !== "open" || now.role === "") {
    return null;
  }
  const until = now.until === null ? "" : `, until ${clockTime(now.until, zone.value)}`;
  return (
    <button type="button" class="button quiet signed-in" onClick={() => void signOut()} title={`Signed in with role ${now.role}${until}. Sign out`}>
      <span class="tag">{now.role}</span>
      <span class="signed-in-out">Sign out</span>
    </button>
  );
}
