import { oneLine, shortId } from "../text/safe";

/** An id in a list: short, the whole of it on hover. */
export function Id({ id }: { id: string }) {
  return (
    <bdi class="said num" title={oneLine(id)}>
      {shortId(id)}
    </bdi>
  );
}
