import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { awsEnvironment, writeEnvironment } from "../../cli/awsEnvironment";
import type { LocalAccess } from "../../cli/localAccess";

const SLUICE = path.join(__dirname, "..", "..", "cli", "sluice.cjs");
const ACCESS: LocalAccess = {
  endpoint: "http://127.0.0.1:4510",
  region: "us-east-1",
  credentials: { accessKeyId: "AK", secretAccessKey: "it's secret", sessionToken: "ST" },
};

describe("sluice aws", () => {
  let project: string;

  beforeEach(() => {
    project = mkdtempSync(path.join(tmpdir(), "sluice-aws-"));
    writeFileSync(path.join(project, "Pulumi.yaml"), "name: x\nruntime: nodejs\n");
    mkdirSync(path.join(project, ".sluice"));
    writeFileSync(path.join(project, ".sluice", "access.json"), JSON.stringify(ACCESS));
  });

  afterEach(() => rmSync(project, { recursive: true }));

  /** @param aws lines of shell in the place of the AWS CLI; without them there is none */
  function run(args: readonly string[], aws?: string) {
    const folder = path.join(project, "bin");
    mkdirSync(folder);
    if (aws !== undefined) writeFileSync(path.join(folder, "aws"), `#!/bin/sh\n${aws}\n`, { mode: 0o755 });
    const env = { PATH: folder, HOME: project, AWS_PROFILE: "mine", AWS_ACCESS_KEY_ID: "mine" };
    const { status, stdout, stderr } = spawnSync(process.execPath, [SLUICE, "aws", ...args], {
      ...{ cwd: project, env, encoding: "utf8" },
    });
    return { status, stdout, stderr };
  }

  it("passes on what it is given, with the local cloud's endpoint and credentials and without a profile", () => {
    const { status, stdout } = run(
      ["sqs", "list-queues", "--help"],
      `echo "$@"; echo "\${AWS_PROFILE-none} $AWS_ACCESS_KEY_ID $AWS_SESSION_TOKEN $AWS_ENDPOINT_URL"`,
    );

    expect(stdout.split("\n")).to.deep.equal([
      "--endpoint-url http://127.0.0.1:4510 sqs list-queues --help",
      "none AK ST http://127.0.0.1:4510",
      "",
    ]);
    expect(status).to.equal(0);
  });

  it("ends with the exit code of the AWS CLI", () => {
    expect(run(["sqs", "list-queues"], "exit 254").status).to.equal(254);
  });

  it("says what is missing where there is no AWS CLI", () => {
    const { status, stderr } = run(["sqs", "list-queues"]);
    expect(status).to.equal(1);
    expect(stderr).to.equal(
      'aws: there is no command "aws" on the PATH: install the AWS CLI (https://docs.aws.amazon.com/cli, or pip install awscli)\n',
    );
  });

  it("asks for a command where it is given none", () => {
    expect(run([])).to.deep.equal({
      ...{ status: 1, stdout: "" },
      stderr: "aws: say which AWS CLI command to run, such as npm run aws -- sqs list-queues\n",
    });
  });
});

describe("the file to source", () => {
  it("gives a shell the same, for this user's eyes only", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "sluice-env-"));
    const file = writeEnvironment(folder, awsEnvironment(ACCESS));

    const said = execFileSync(
      "sh",
      ["-c", `. ${file}; echo "$AWS_SECRET_ACCESS_KEY \${AWS_PROFILE-none} $AWS_REGION"`],
      {
        ...{ env: { AWS_PROFILE: "mine" }, encoding: "utf8" },
      },
    );

    expect(said).to.equal("it's secret none us-east-1\n");
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    rmSync(folder, { recursive: true });
  });
});
