/** JSON for people: indented, with a bound, so that a huge event can't hang the page. */
const MAX_CHARACTERS = 200_000;

export function pretty(value: unknown): string {
  const text = JSON.stringify(value, null, 2) ?? "null";
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}\n… cut here; the export has all` : text;
}

/** Offers `value` as a file. */
export function download(name: string, value: unknown): void {
  const blob = new Blob([JSON.stringify(value, null, 2)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name.replace(/[^\w.-]+/g, "_").slice(0, 120);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
