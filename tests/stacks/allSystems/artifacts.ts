import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { artifactOf } from "../../support/artifact";
import { inputsOf, type Run } from "../../support/program";

/** Bytes. */
const LARGEST = 100_000;
const LARGEST_GZIPPED = 25_000;
const FUNCTION = "aws:lambda/function:Function";

/**
 * Tests of what the functions' code is.
 * @param evaluation of all systems, which several groups share
 */
export function testArtifacts(evaluation: () => Promise<Run<unknown>>): void {
  let run: Run<unknown>;
  const artifacts = new Map<string, string>();

  before(async function () {
    this.timeout(240_000);
    run = await evaluation();
    expect(run.errors).to.deep.equal([]);
    for (const { name } of run.registrations.filter(({ type }) => type === FUNCTION)) {
      artifacts.set(name, await artifactOf(run, name));
    }
  });

  it("are at most 100 KB large each, and 25 KB compressed", () => {
    const sizes = [...artifacts].map(([name, text]) => {
      return { name, bytes: Buffer.byteLength(text), gzipped: gzipSync(text).length };
    });

    const large = sizes.filter(({ bytes, gzipped }) => bytes > LARGEST || gzipped > LARGEST_GZIPPED);
    expect(large).to.deep.equal([]);
    expect(sizes).to.have.length(24);
  });

  it("hold nothing of the AWS SDK, which the runtime has", () => {
    const required = [...artifacts.values()].flatMap((text) =>
      [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, name = ""]) => name),
    );

    const packages = [...new Set(required.filter((name) => name.startsWith("@")))].sort();
    expect(packages).to.deep.equal([
      "@aws-sdk/client-athena",
      "@aws-sdk/client-cloudwatch",
      "@aws-sdk/client-dynamodb",
      "@aws-sdk/client-ecs",
      "@aws-sdk/client-firehose",
      "@aws-sdk/client-kinesis",
      "@aws-sdk/client-s3",
      "@aws-sdk/client-secrets-manager",
      "@aws-sdk/client-sfn",
      "@aws-sdk/client-sns",
      "@aws-sdk/client-sqs",
    ]);
  });

  it("say what is wrong with a value in English, and in no other language", () => {
    const speaking = [...artifacts].filter(([, text]) => text.includes("Invalid input: expected "));
    const foreign = [...artifacts].filter(([, text]) => text.includes("Ungültige Eingabe"));

    expect(speaking).to.have.length(12);
    expect(foreign.map(([name]) => name)).to.deep.equal([]);
  });

  it("run on ARM64, of which a millisecond costs a fifth less", () => {
    for (const name of artifacts.keys()) {
      expect(inputsOf(run, FUNCTION, name).architectures, name).to.deep.equal(["arm64"]);
    }
  });
}
