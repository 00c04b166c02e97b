import { firing, firingCount } from "../state/alerts";
import { count, plural } from "../text/numbers";

/** How many alerts fire; nothing while none does. */
export function FiringBadge() {
  const total = firingCount.value;
  if (total === 0) {
    return null;
  }
  const grave = (firing.value?.critical ?? 0) > 0;
  return (
    <span class={`badge ${grave ? "badge-critical" : "badge-warning"}`} title={`${plural(total, "alert")} firing, ${count(firing.value?.critical)} critical`}>
      <span class="num">{total > 99 ? "99+" : total}</span>
      <span class="unseen"> firing</span>
    </span>
  );
}
