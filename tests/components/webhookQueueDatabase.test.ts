import { expect } from "chai";
import { inputsOf, type Run } from "../support/program";
import { runWith, TAGS } from "./webhookQueueUnderTest";

const INSTANCE = "aws:rds/instance:Instance";

describe("WebhookQueue's database", () => {
  let run: Run<unknown>;

  before(async () => {
    run = await runWith();
  });

  it("is an encrypted, private, recoverable, protected Postgres whose password RDS keeps", () => {
    expect(inputsOf(run, INSTANCE, "hooks-database")).to.deep.equal({
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
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: "hooks-database-subnets-name-final",
      enabledCloudwatchLogsExports: ["postgresql"],
      tags: TAGS,
    });
  });

  it("takes connections over TLS only", () => {
    expect(inputsOf(run, "aws:rds/parameterGroup:ParameterGroup", "hooks-database-parameters")).to.deep.equal({
      description: "Managed by Pulumi",
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

  it("can be made to go without a trace", async () => {
    const bare = await runWith({ deletionProtection: false });

    const { deletionProtection, skipFinalSnapshot, finalSnapshotIdentifier } = inputsOf(
      bare,
      INSTANCE,
      "hooks-database",
    );
    expect({ deletionProtection, skipFinalSnapshot, finalSnapshotIdentifier }).to.deep.equal({
      deletionProtection: false,
      skipFinalSnapshot: true,
      finalSnapshotIdentifier: "hooks-database-subnets-name-final",
    });
  });
});
