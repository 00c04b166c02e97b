import { describe, expect, it } from "vitest";
import type { Pattern } from "../src/protocol";
import { headOf, piecesOf } from "../src/state/patterns";

describe("patterns", () => {
  it("tells placeholders from words", () => {
    expect(piecesOf("Bash mvn test {file}, {n} times")).toEqual([
      { text: "Bash mvn test ", hole: false },
      { text: "{file}", hole: true },
      { text: ", ", hole: false },
      { text: "{n}", hole: true },
      { text: " times", hole: false },
    ]);
    expect(piecesOf('{"a": {}}').every((piece) => !piece.hole)).toBe(true);
  });

  it("names a failure by what fails", () => {
    const pattern = { kind: "failure", name: "Read, Edit", problem: "Tests fail" } as Pattern;
    expect(headOf(pattern)).toBe("Tests fail");
    expect(headOf({ ...pattern, problem: "" })).toBe("Read, Edit");
  });
});
