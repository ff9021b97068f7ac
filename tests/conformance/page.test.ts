import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { CONFORMANCE_PAGE, renderConformancePage } from "./page";
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
    const listed = readFileSync(`${__dirname}/tables.ts`, "utf8");
    const holding = readdirSync(__dirname, { recursive: true, encoding: "utf8" })
      .filter((file) => file.includes("/") && /(?<!\.test)\.ts$/.test(file))
      .filter((file) => /: Table</.test(readFileSync(`${__dirname}/${file}`, "utf8")))
      .map((file) => `"./${file.replace(/\.ts$/, "")}"`);

    expect(holding.filter((file) => !listed.includes(file))).to.deep.equal([]);
  });

  it("has tests give every table to its service", () => {
    const exported = files(/(?<!\.test)\.ts$/).flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/^export const (\w+): Table</gm)].map(([, name]) => `${name}`),
    );
    const run = files(/\.test\.ts$/)
      .map((file) => readFileSync(file, "utf8").replace(/^import[^;]*;/gm, ""))
      .join("\n");

    expect(exported).to.have.length(tables.length);
    expect(exported.filter((name) => !new RegExp(`\\b${name}\\b`).test(run))).to.deep.equal([]);
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
