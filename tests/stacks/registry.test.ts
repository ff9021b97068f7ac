import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { examplesOf, registeredSystems } from "../../cli/systems";
import * as registry from "../../stacks/registry";

const ROOT = path.join(__dirname, "..", "..");

/** Folders below one of the project's. */
function foldersIn(...place: string[]): string[] {
  return readdirSync(path.join(ROOT, ...place), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

describe("the registry of systems", () => {
  const systems = Object.entries(registry);

  it("knows every system that has a folder, by the folder's name", () => {
    expect(systems.map(([, { name }]) => name).sort()).to.deep.equal(foldersIn("stacks"));
  });

  it("calls each by its name in camelCase", () => {
    const keys = systems.map(([, { name }]) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));

    expect(systems.map(([key]) => key)).to.deep.equal(keys);
  });

  it("names every command that loads a system", () => {
    const commands = foldersIn("cli", "load").map((name) => `cli/load/${name}/command.ts`);

    expect(systems.flatMap(([, { load }]) => load ?? []).sort()).to.deep.equal(commands);
    for (const command of commands) expect(existsSync(path.join(ROOT, command)), command).to.equal(true);
  });

  it("is what commands read, with what to try", () => {
    const read = registeredSystems(ROOT);

    expect(read.map(({ name }) => name)).to.deep.equal(systems.map(([, { name }]) => name));
    const { parameters, bodies } = examplesOf(read);
    expect(parameters).to.deep.equal({ gateId: "hq-1", cardId: "card-1", source: "demo", entityId: "o-1" });
    expect(bodies).to.include.keys("POST /trigger-events", "POST /webhook/*", "POST /gates/{gateId}/enter");
  });

  it("is empty for a program that has none", () => {
    expect(registeredSystems(__dirname)).to.deep.equal([]);
  });
});
