import { useEffect, useRef } from "preact/hooks";

interface SearchBoxProps {
  label: string;
  value: string;
  onChange(value: string): void;
  onEnter?(): void;
  placeholder?: string;
}

/** The screen's one search field: `/` goes to it, Escape empties and leaves it. */
export function SearchBox({ label, value, onChange, onEnter, placeholder = label }: SearchBoxProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const toField = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        field.current?.focus();
        field.current?.select();
      }
    };
    addEventListener("keydown", toField);
    return () => removeEventListener("keydown", toField);
  }, []);
  return (
    <label class="search">
      <span class="unseen">{label}</span>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="7" cy="7" r="4.5" />
        <path d="M10.5 10.5L14 14" />
      </svg>
      <input
        ref={field}
        type="search"
        value={value}
        placeholder={placeholder}
        spellcheck={false}
        autocomplete="off"
        maxLength={500}
        onInput={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            onChange("");
            event.currentTarget.blur();
          } else if (event.key === "Enter") {
            onEnter?.();
          }
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
}
