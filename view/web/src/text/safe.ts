/**
 * What agents write is hostile until shown otherwise. Everything of theirs passes here before it becomes a text node:
 * characters that move the cursor, turn the writing direction or hide are shown as what they are.
 */

const CONTROLS =
  "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US".split(" ");

/* C0 and C1 controls, bidi and zero-width characters, line separators, tags, soft hyphen, BOM, unpaired surrogates. */
const TREACHEROUS =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\u200d(?!\p{Extended_Pictographic})|[\ud800-\udfff]/gu;

const TREACHEROUS_BUT_LINES =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\u200d(?!\p{Extended_Pictographic})|[\ud800-\udfff]/gu;

/* Marks that pile up on one letter beyond what any language writes. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

function visible(character: string): string {
  if (character === "\n") {
    return "\u21b5";
  }
  const code = character.codePointAt(0) ?? 0;
  const name = CONTROLS[code] ?? (code === 0x7f ? "DEL" : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`);
  return `\u2039${name}\u203a`;
}

/** One line: line breaks too become visible. At most `limit` characters, cut before any work is done. */
export function oneLine(value: string, limit = 400): string {
  return bounded(value, limit, (text) => text.replace(TREACHEROUS, visible));
}

/** An id in little room: its beginning and its end, where ids of one time differ. */
export function shortId(id: string): string {
  return id.length <= 20 ? oneLine(id) : oneLine(`${id.slice(0, 8)}…${id.slice(-8)}`);
}

/** Several lines: line feeds and tabs stay. */
export function manyLines(value: string, limit = 20_000): string {
  return bounded(value, limit, (text) => text.replace(/\r\n/g, "\n").replace(TREACHEROUS_BUT_LINES, visible));
}

function bounded(value: string, limit: number, shown: (text: string) => string): string {
  if (value.length <= limit) {
    return shown(value.replace(PILED_MARKS, "$1"));
  }
  const cutsAPair = (value.charCodeAt(limit - 1) & 0xfc00) === 0xd800;
  const start = value.slice(0, cutsAPair ? limit - 1 : limit).replace(PILED_MARKS, "$1");
  return `${shown(start)}… (${value.length.toLocaleString("en")} characters)`;
}
