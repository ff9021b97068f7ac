import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { PACKAGES } from "../../cli/pack/packages";

const ROOT = path.join(__dirname, "..", "..");

interface Job {
  needs?: string;
  environment?: string;
  permissions?: Readonly<Record<string, string>>;
  steps: readonly { run?: string; uses?: string }[];
}

const workflow = parse(readFileSync(path.join(ROOT, ".github/workflows/release.yml"), "utf8")) as {
  on: unknown;
  permissions: Readonly<Record<string, string>>;
  jobs: Readonly<Record<"pack" | "publish", Job>>;
};
const { pack, publish } = workflow.jobs;
const linesOf = ({ steps }: Job) => steps.flatMap(({ run = "" }) => run.split("\n")).filter((line) => line !== "");

describe("the workflow that publishes the packages", () => {
  it("runs for tags of versions only, after the tests and the use of the very tarballs", () => {
    expect(workflow.on).to.deep.equal({ push: { tags: ["v*"] } });
    expect(linesOf(pack)[0]).to.equal("npm ci --ignore-scripts");
    expect(linesOf(pack).slice(-2)).to.deep.equal(["npm test", "npm run test:packages"]);
    expect(publish.needs).to.equal("pack");
  });

  it("publishes each package, with provenance, and runs nothing else where there is a token", () => {
    const lines = linesOf(publish);

    expect(lines).to.have.length(PACKAGES.length);
    for (const line of lines)
      expect(line).to.match(/^npm publish \S+\.tgz --ignore-scripts --access public --provenance$/);
    expect(publish.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"))).to.deep.equal([]);
  });

  it("gives the token to the job that publishes alone, in an environment that can ask for approval", () => {
    expect(workflow.permissions).to.deep.equal({ contents: "read" });
    expect(pack.permissions).to.equal(undefined);
    expect(publish.permissions).to.deep.equal({ contents: "read", "id-token": "write" });
    expect(publish.environment).to.equal("npm");
  });

  it("names every action by its commit", () => {
    const used = [...pack.steps, ...publish.steps].flatMap(({ uses }) => uses ?? []);

    expect(used.filter((action) => !/@[0-9a-f]{40}$/.test(action))).to.deep.equal([]);
  });
});
