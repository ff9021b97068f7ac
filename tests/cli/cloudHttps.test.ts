import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { hasBoto3 } from "../conformance/clients/boto3";
import { CliProcess } from "../support/cliProcess";
import { ProgramFolder } from "../support/programFolder";

/** Asks who one is, as a program of its own: the SDK for JavaScript finds all in the environment. */
const WHO_AM_I = `
const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");
new STSClient({}).send(new GetCallerIdentityCommand({})).then(({ Account }) => process.stdout.write(Account), (error) => {
  process.stdout.write(String(error)); });`;
const WHO_AM_I_IN_PYTHON = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'], end='')";
const ROOT = path.join(__dirname, "..", "..");

describe("npm run cloud -- --https", function () {
  this.timeout(240_000);
  let folder: ProgramFolder;
  let cloud: CliProcess;

  before(async () => {
    folder = new ProgramFolder("");
    cloud = new CliProcess("cloud", folder.path, "--port", "0", "--https");
    await cloud.printed("ready\n");
  });

  after(() => {
    if (cloud.process.exitCode === null && cloud.process.signalCode === null) cloud.signalGroup("SIGKILL");
    folder.remove();
  });

  const fileOf = (name: string) => path.join(folder.path, ".sluice", "https", name);

  /** Runs a program after the file was sourced. */
  function answerOf(program: string, flag: string, text: string, before = ""): string {
    const shell = spawnSync(
      "sh",
      ["-c", `. "$0/.sluice/env" && ${before} "$1" ${flag} "$2"`, folder.path, program, text],
      {
        cwd: ROOT,
        encoding: "utf8",
      },
    );
    return shell.stdout;
  }

  it("says where, and writes an authority, a configuration and credentials that only this user reads", () => {
    expect(cloud.text).to.match(/https:\/\/localhost:\d+/);
    for (const name of ["ca.pem", "config", "credentials"]) expect(statSync(fileOf(name)).mode & 0o777).to.equal(0o600);
  });

  it("answers the SDK for JavaScript by the environment, and by the files alone", () => {
    expect(answerOf(process.execPath, "-e", WHO_AM_I)).to.equal("000000000000");
    const unset =
      "unset AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION;";
    expect(answerOf(process.execPath, "-e", WHO_AM_I, unset)).to.equal("000000000000");
  });

  it("is not believed by whoever does not know the authority", () => {
    expect(answerOf(process.execPath, "-e", WHO_AM_I, "unset NODE_EXTRA_CA_CERTS;")).to.match(/unable to verify/);
  });

  if (hasBoto3()) {
    it("answers boto3 by the files alone", () => {
      const unset =
        "unset AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_CA_BUNDLE;";
      expect(answerOf("python3", "-c", WHO_AM_I_IN_PYTHON, unset)).to.equal("000000000000");
    });
  }

  it("takes the files away when it ends", async () => {
    cloud.signalGroup("SIGINT");
    await cloud.ended();
    expect(existsSync(fileOf("credentials"))).to.equal(false);
  });
});
