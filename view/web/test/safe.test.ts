import { describe, expect, it } from "vitest";
import { manyLines, oneLine } from "../src/text/safe";

describe("text of agents", () => {
  it("shows terminal escapes instead of obeying them", () => {
    expect(oneLine("a\u001b[31mred\u0007")).toBe("a‹ESC›[31mred‹BEL›");
  });

  it("shows characters that turn the writing direction", () => {
    expect(oneLine("file\u202Egnp.exe")).toBe("file‹U+202E›gnp.exe");
  });

  it("shows zero-width and tag characters", () => {
    expect(oneLine("a\u200Bb\u{E0041}")).toBe("a‹U+200B›b‹U+E0041›");
  });

  it("keeps emoji made of several and shows a lone joiner", () => {
    expect(oneLine("👩‍💻 a\u200Db")).toBe("👩‍💻 a‹U+200D›b");
  });

  it("shows line breaks on one line and keeps them on many", () => {
    expect(oneLine("a\nb")).toBe("a↵b");
    expect(manyLines("a\r\nb\tc\rd")).toBe("a\nb\tc‹CR›d");
  });

  it("leaves markup as the text it is", () => {
    expect(oneLine("<script>alert(1)</script> ![x](http://e/x.png)")).toBe("<script>alert(1)</script> ![x](http://e/x.png)");
  });

  it("cuts a huge line before it works on it and says how long it was", () => {
    const shown = oneLine("\u0000".repeat(1_000_000), 10);
    expect(shown).toBe(`${"‹NUL›".repeat(10)}… (1,000,000 characters)`);
  });

  it("does not cut a pair in two", () => {
    expect(oneLine("ab😀cd", 3)).toBe("ab… (6 characters)");
  });

  it("thins out piles of marks and keeps accents", () => {
    expect(oneLine(`e\u0301${"\u0335".repeat(50)}`).length).toBeLessThan(8);
    expect(oneLine("e\u0301")).toBe("e\u0301");
  });
});
