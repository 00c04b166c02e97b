import { describe, expect, it } from "vitest";
import { addressOf, placeOf } from "../src/state/place";

describe("addresses", () => {
  it("carry any correlation id there and back", () => {
    const id = "../a b/%2f?&#<x>";
    const address = addressOf("trace", { id });
    const [path = "", query = ""] = address.split("?");
    expect(placeOf(path, `?${query}`)).toEqual({ screen: "trace", params: { id } });
  });

  it("leave out what is empty", () => {
    expect(addressOf("fleet", { q: "" })).toBe("/");
    expect(addressOf("stream", { q: "x", agent: "" })).toBe("/stream?q=x");
  });

  it("lead to the fleet when the path is none of ours", () => {
    expect(placeOf("/nowhere", "").screen).toBe("fleet");
  });
});
