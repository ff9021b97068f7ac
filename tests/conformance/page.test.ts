import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { CONFORMANCE_PAGE, renderConformancePage } from "./page";
import type { Table } from "./table";
import { tables } from "./tables";

describe("docs/conformance.md", () => {
  it("says what the tables say; `npm run docs` writes it", () => {
    expect(readFileSync(CONFORMANCE_PAGE, "utf8")).to.equal(renderConformancePage());
  });

  it("tells each behaviour of a service once", () => {
    const told = tables.flatMap(({ service, rows }) => rows.map(({ behaviour }) => `${service}: ${behaviour}`));

    expect(told.filter((each, at) => told.indexOf(each) !== at)).to.deep.equal([]);
  });

  it("has every table that a service's folder holds", () => {
    const held = exportsOf(/(?<!\.test)\.ts$/).map(([, value]) => value);

    expect(held.filter(isTable).map(nameOf)).to.have.members(tables.map(nameOf));
  });

  it("has tests give every table to its service", () => {
    const run = files(/\.test\.ts$/)
      .map((file) => readFileSync(file, "utf8").replace(/^import[^;]*;/gm, ""))
      .join("\n");

    const given = exportsOf(/\/tables\.ts$/).filter(([name]) => new RegExp(`\\b${name}\\b`).test(run));

    expect(given.flatMap(([, list]) => list as Table<unknown>[]).map(nameOf)).to.have.members(tables.map(nameOf));
  });

  it("names a page or a recording for each row", () => {
    const sources = tables.flatMap(({ rows }) => rows.map(({ source }) => source));

    expect(
      sources.filter(({ title, address }) => title === "" || !/^https:\/\/[\w.-]+\/\S+$/.test(address)),
    ).to.deep.equal([]);
  });
});

/** Files in the services' folders. */
function files(name: RegExp): string[] {
  return readdirSync(__dirname, { recursive: true, encoding: "utf8" })
    .filter((file) => file.includes("/") && name.test(file))
    .map((file) => `${__dirname}/${file}`);
}

/** Lists the exports of files in the services' folders: names and values. */
function exportsOf(name: RegExp): (readonly [string, unknown])[] {
  return files(name).flatMap((file) => Object.entries(require(file) as object));
}

function isTable(value: unknown): value is Table<unknown> {
  return typeof value === "object" && value !== null && "topic" in value && "rows" in value;
}

function nameOf({ service, topic }: Table<unknown>): string {
  return `${service}, ${topic}`;
}
