import { expect } from "chai";
import { type BucketArgs, bucket } from "../../../../components/parts/data/bucket";
import { inputsOf, runProgram } from "../../../support/program";

const TAGS = { team: "files" };

function runWith(args: Partial<BucketArgs> = {}) {
  return runProgram(() =>
    bucket(
      "files",
      { versioned: true, replacedVersionDays: 30, unfinishedUploadDays: 7, forceDestroy: false, tags: TAGS, ...args },
      {},
    ),
  );
}

describe("bucket", () => {
  it("is private, encrypted, versioned, reached over TLS only, and cleans up after itself", async () => {
    const run = await runWith();

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, "aws:s3/bucket:Bucket", "files")).to.deep.equal({ forceDestroy: false, tags: TAGS });
    expect(inputsOf(run, "aws:s3/bucketOwnershipControls:BucketOwnershipControls", "files-ownership")).to.deep.equal({
      bucket: "files-name",
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    expect(inputsOf(run, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "files-access")).to.deep.equal({
      bucket: "files-name",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(
      inputsOf(
        run,
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "files-encryption",
      ),
    ).to.deep.equal({
      bucket: "files-name",
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    expect(inputsOf(run, "aws:s3/bucketVersioning:BucketVersioning", "files-versioning")).to.deep.equal({
      bucket: "files-name",
      versioningConfiguration: { status: "Enabled" },
    });
    expect(
      inputsOf(run, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "files-lifecycle"),
    ).to.deep.equal({
      bucket: "files-name",
      rules: [
        {
          id: "unfinished-uploads",
          status: "Enabled",
          filter: { prefix: "" },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
        {
          id: "replaced-versions",
          status: "Enabled",
          filter: { prefix: "" },
          noncurrentVersionExpiration: { noncurrentDays: 30 },
        },
      ],
    });
    const { policy } = inputsOf(run, "aws:s3/bucketPolicy:BucketPolicy", "files-policy");
    expect(JSON.parse(String(policy))).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "DenyPlainHttp",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: ["arn:aws:s3:::files-name", "arn:aws:s3:::files-name/*"],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    expect(run.registrations).to.have.length(7);
  });

  it("sets the policy after the public access block, for S3 refuses both at a time", async () => {
    const { registrations } = await runWith();

    const policy = registrations.find(({ name }) => name === "files-policy");
    expect(policy?.dependencies.filter((urn) => urn.endsWith("::files-access"))).to.have.length(1);
  });

  it("keeps no versions where it is told so", async () => {
    const run = await runWith({ versioned: false });

    expect(run.registrations.map(({ name }) => name)).not.to.include("files-versioning");
    const lifecycle = inputsOf(
      run,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "files-lifecycle",
    );
    expect(lifecycle.rules).to.have.length(1);
  });

  it("leaves the caller the last word on the bucket", async () => {
    const run = await runWith({ transform: { bucketPrefix: "company-" } });

    expect(inputsOf(run, "aws:s3/bucket:Bucket", "files")).to.include({ bucketPrefix: "company-" });
  });
});
