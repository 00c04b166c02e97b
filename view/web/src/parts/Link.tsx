import type { ComponentChildren } from "preact";
import { addressOf, go, type Screen } from "../state/place";

interface LinkProps {
  screen: Screen;
  params?: Readonly<Record<string, string>>;
  class?: string;
  current?: boolean;
  title?: string;
  tabIndex?: number;
  children: ComponentChildren;
}

/** A real link, for new tabs and copying; a plain click stays in the page. */
export function Link({ screen, params = {}, current = false, children, ...rest }: LinkProps) {
  const onClick = (event: MouseEvent) => {
    if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      go(screen, params);
    }
  };
  return (
    <a href={addressOf(screen, params)} onClick={onClick} aria-current={current ? "page" : undefined} {...rest}>
      {children}
    </a>
  );
}
