import { expect } from "chai";
import { inputsOf, type Run, registrationOf } from "../support/program";
import { runWith, TAGS } from "./webhookQueueUnderTest";

const INSTANCE = "aws:rds/instance:Instance";

const PARAMETERS = "aws:rds/parameterGroup:ParameterGroup";

/** The description of the group that the last snapshot is named after: it cannot change, so another one is another group. */
function descriptionIn(run: Run<unknown>): unknown {
  return inputsOf(run, PARAMETERS, "hooks-database-parameters").description;
}

describe("WebhookQueue's database", () => {
  let run: Run<unknown>;

  before(async () => {
    run = await runWith();
  });

  it("is an encrypted, private, recoverable, protected Postgres whose password RDS keeps", () => {
    expect(inputsOf(run, INSTANCE, "hooks-database")).to.deep.equal({
      identifier: "hooks-database-name",
      engine: "postgres",
      engineVersion: "17",
      instanceClass: "db.t4g.micro",
      dbName: "webhooks",
      username: "sluice",
      manageMasterUserPassword: true,
      port: 5432,
      allocatedStorage: 20,
      maxAllocatedStorage: 100,
      storageType: "gp3",
      storageEncrypted: true,
      dbSubnetGroupName: "hooks-database-subnets-name",
      vpcSecurityGroupIds: ["hooks-database-group-id"],
      publiclyAccessible: false,
      parameterGroupName: "hooks-database-parameters-name",
      caCertIdentifier: "rds-ca-rsa2048-g1",
      multiAz: true,
      autoMinorVersionUpgrade: true,
      backupRetentionPeriod: 14,
      copyTagsToSnapshot: true,
      deletionProtection: true,
      applyImmediately: false,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: "hooks-database-parameters-name-final",
      enabledCloudwatchLogsExports: ["postgresql"],
      tags: TAGS,
    });
  });

  it("has the group of its log made before it, with an end to how long lines are kept", async () => {
    const named = await runWith({ logRetentionDays: 7, transform: { database: { identifier: "mine" } } });
    const prefixed = await runWith({ transform: { database: { identifierPrefix: "mine-" } } });
    const groupOf = (of: Run<unknown>) =>
      of.registrations.filter(({ name }) => name === "hooks-database-log").map(({ inputs }) => inputs);

    expect(groupOf(run)).to.deep.equal([
      { name: "/aws/rds/instance/hooks-database-name/postgresql", retentionInDays: 30, tags: TAGS },
    ]);
    expect(registrationOf(run, INSTANCE, "hooks-database").dependencies.join()).to.contain("::hooks-database-log");
    expect(groupOf(named)).to.deep.equal([
      { name: "/aws/rds/instance/mine/postgresql", retentionInDays: 7, tags: TAGS },
    ]);
    // Nobody knows its name before it is there.
    expect(groupOf(prefixed)).to.deep.equal([]);
  });

  it("takes connections over TLS only", () => {
    expect(inputsOf(run, PARAMETERS, "hooks-database-parameters")).to.deep.equal({
      description: "Of the database 21c61683",
      family: "postgres17",
      parameters: [
        { name: "rds.force_ssl", value: "1" },
        { name: "max_connections", value: "100", applyMethod: "pending-reboot" },
      ],
      tags: TAGS,
    });
  });

  it("is in the private subnets", () => {
    expect(inputsOf(run, "aws:rds/subnetGroup:SubnetGroup", "hooks-database-subnets")).to.deep.equal({
      description: "Managed by Pulumi",
      subnetIds: ["subnet-1", "subnet-2"],
      tags: TAGS,
    });
  });

  it("lets the workers in, and nobody else", () => {
    const rules = run.registrations.filter(({ type }) => type.endsWith(":SecurityGroupIngressRule"));

    expect(rules.map(({ inputs }) => inputs)).to.deep.equal([
      {
        description: "PostgreSQL from workers, and from nothing else.",
        securityGroupId: "hooks-database-group-id",
        referencedSecurityGroupId: "hooks-worker-group-id",
        ipProtocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
        tags: TAGS,
      },
    ]);
  });

  it("leaves a snapshot where it may be deleted, and none where it is not to", async () => {
    const kept = await runWith({ deletionProtection: false });
    const bare = await runWith({ deletionProtection: false, finalSnapshot: false });

    const [left, gone] = [kept, bare].map((each) => inputsOf(each, INSTANCE, "hooks-database"));
    expect(left).to.deep.include({ deletionProtection: false, skipFinalSnapshot: false });
    expect(gone).to.deep.include({ deletionProtection: false, skipFinalSnapshot: true });
  });

  it("is changed at once where that is asked for", async () => {
    expect(inputsOf(await runWith({ applyImmediately: true }), INSTANCE, "hooks-database")).to.include({
      applyImmediately: true,
    });
  });

  for (const [input, value] of [
    ["dbName", "others"],
    ["username", "owner"],
    ["storageEncrypted", false],
    ["kmsKeyId", "arn:aws:kms:us-east-1:111122223333:key/1"],
    ["availabilityZone", "us-east-1a"],
    ["identifier", "mine"],
    ["snapshotIdentifier", "earlier"],
  ] as const) {
    it(`gets another name for its last snapshot with another ${input}, which replaces it`, async () => {
      const other = await runWith({ transform: { database: { [input]: value } } });

      // Pulumi names the group anew when it replaces it, and the snapshot is named after the group.
      expect(descriptionIn(other)).to.match(/^Of the database [0-9a-f]{8}$/);
      expect(descriptionIn(other)).not.to.equal(descriptionIn(run));
    });
  }

  it("keeps the name for its last snapshot with a change in place", async () => {
    const other = await runWith({ databaseClass: "db.t4g.small", multiAz: false, databaseMaxConnections: 200 });

    expect(descriptionIn(other)).to.equal(descriptionIn(run));
  });
});
