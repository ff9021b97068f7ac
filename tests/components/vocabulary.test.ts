import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { argumentsOf } from "../support/argumentsOf";

const ROOT = path.join(__dirname, "..", "..");

/** Components by argument, of those arguments that two or more of them take. */
function shared(): Record<string, string[]> {
  const takers: Record<string, string[]> = {};
  for (const [component, names] of argumentsOf(path.join(ROOT, "components"))) {
    for (const name of names) takers[name] = [...(takers[name] ?? []), component];
  }
  return Object.fromEntries(Object.entries(takers).filter(([, components]) => components.length > 1));
}

/** The same as docs/arguments.md has it. */
function documented(): Record<string, string[]> {
  const rows = readFileSync(path.join(ROOT, "docs", "arguments.md"), "utf8").matchAll(
    /^\| (`[^|]*`) \| ([^|]*) \| ([^|]+) \|$/gm,
  );
  return Object.fromEntries(
    [...rows].flatMap(([, names = "", components = ""]) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name = ""]) => [name, components.trim().split(", ")] as const),
    ),
  );
}

describe("the vocabulary of arguments", () => {
  it("is in docs/arguments.md as the components have it", () => {
    expect(documented()).to.deep.equal(shared());
  });
});
