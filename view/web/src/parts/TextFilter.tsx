import { useId } from "preact/hooks";

interface TextFilterProps {
  label: string;
  value: string;
  suggestions: readonly string[];
  onChange(value: string): void;
}

/** An exact filter, with the known values offered. */
export function TextFilter({ label, value, suggestions, onChange }: TextFilterProps) {
  const id = useId();
  return (
    <label class="select filter">
      <span class="select-label">{label}</span>
      <input
        type="text"
        value={value}
        list={suggestions.length === 0 ? undefined : id}
        placeholder={`any ${label.toLowerCase()}`}
        spellcheck={false}
        autocomplete="off"
        maxLength={300}
        onInput={(event) => onChange(event.currentTarget.value.trim())}
        onKeyDown={(event) => event.key === "Escape" && onChange("")}
      />
      {suggestions.length > 0 && (
        <datalist id={id}>
          {suggestions.slice(0, 500).map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </label>
  );
}
