import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";

const ROOT = path.join(__dirname, "..", "..");

interface Step {
  id?: string;
  run?: string;
  uses?: string;
  with?: Readonly<Record<string, unknown>>;
}

interface Job {
  environment?: string;
  steps: readonly Step[];
}

const { jobs } = parse(readFileSync(path.join(ROOT, ".github/workflows/checks.yml"), "utf8")) as {
  jobs: Readonly<Record<"test" | "preview" | "deploy", Job>>;
};
const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
  config: { pulumi: string };
  dependencies: Readonly<Record<string, string>>;
};

/** Returns the place of a job's first step that matches, -1 where none does. */
function placeOf({ steps }: Job, matches: (step: Step) => boolean | undefined): number {
  return steps.findIndex((step) => matches(step) === true);
}

describe("the workflow for GitHub Actions", () => {
  for (const [name, job] of Object.entries(jobs)) {
    it(`installs without running packages' scripts in the job ${name}`, () => {
      const installs = job.steps.flatMap(({ run = "" }) => run.split("\n")).filter((line) => line.startsWith("npm ci"));

      expect(installs).to.deep.equal(["npm ci --ignore-scripts"]);
    });

    it(`takes the Pulumi CLI that package.json names in the job ${name}`, () => {
      const read = placeOf(job, ({ id, run }) => id === "versions" && run?.includes("config.pulumi"));
      const use = placeOf(job, ({ uses }) => uses?.startsWith("pulumi/actions@"));

      expect(read).to.be.within(0, use);
      expect(job.steps[use]?.with?.["pulumi-version"]).to.equal(["$", "{{ steps.versions.outputs.pulumi }}"].join(""));
    });
  }

  for (const name of ["preview", "deploy"] as const) {
    it(`builds the portal's pages before the job ${name} evaluates the program`, () => {
      const build = placeOf(jobs[name], ({ run }) => run === "npm run build");

      expect(build).to.be.within(
        0,
        placeOf(jobs[name], ({ uses }) => uses?.startsWith("pulumi/actions@")),
      );
    });

    it(`gives the job ${name} credentials only after everything that a package could run`, () => {
      const credentials = placeOf(jobs[name], ({ uses }) => uses?.startsWith("aws-actions/configure-aws-credentials@"));
      const later = jobs[name].steps.slice(credentials + 1).filter(({ run }) => run !== undefined);

      expect(credentials).to.be.greaterThan(-1);
      expect(later).to.deep.equal([]);
    });
  }

  it("previews and deploys in environments of their own, which can ask for approval", () => {
    expect([jobs.preview.environment, jobs.deploy.environment]).to.deep.equal(["preview", "dev"]);
  });

  it("names one version of Pulumi for its CLI and its SDK", () => {
    expect(manifest.config.pulumi).to.equal(manifest.dependencies["@pulumi/pulumi"]);
  });
});
