import { expect } from "chai";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import type { Properties, ResourceState } from "../../../local/engine/resourceHandler";
import { instance } from "../../../local/resources/rds/instance";
import { parameterGroup } from "../../../local/resources/rds/parameterGroup";
import { subnetGroup } from "../../../local/resources/rds/subnetGroup";
import type { Parameters, PostgresSpec, Rds } from "../../../local/services/rds/rds";
import { createSecretsManager } from "../../../local/services/secretsmanager/createSecretsManager";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { testNetwork } from "../ec2/network";

/** An RDS that remembers what it was asked for, and fails to start what is named so. */
class RecordingRds implements Rds {
  readonly caFile = undefined;
  readonly created: PostgresSpec[] = [];
  readonly updated: PostgresSpec[] = [];
  readonly deleted: string[] = [];
  readonly parameterGroups = new Map<string, Parameters>();
  readonly subnetGroups = new Set<string>();

  async createInstance(spec: PostgresSpec) {
    if (spec.identifier === "failing") throw new Error("it does not start");
    this.created.push(spec);
    return { address: "127.0.0.1", port: 40_001 };
  }
  async updateInstance(spec: PostgresSpec) {
    this.updated.push(spec);
  }
  async deleteInstance(identifier: string) {
    this.deleted.push(identifier);
  }
  connections = async () => 0;
  unreachable = () => [];
  async putParameterGroup(name: string, parameters: Parameters) {
    this.parameterGroups.set(name, parameters);
  }
  deleteParameterGroup = (name: string) => void this.parameterGroups.delete(name);
  hasParameterGroup = (name: string) => this.parameterGroups.has(name);
  putSubnetGroup = (name: string) => void this.subnetGroups.add(name);
  deleteSubnetGroup = (name: string) => void this.subnetGroups.delete(name);
  hasSubnetGroup = (name: string) => this.subnetGroups.has(name);
  async stop() {}
}

function underTest() {
  const rds = new RecordingRds();
  const ec2 = testNetwork();
  const secretsManager = createSecretsManager({ clock: new HeldClock(0), inventory: new Inventory(silentReport) });
  const instances = instance({ rds, ec2, secretsManager });
  return {
    rds,
    secretsManager,
    parameterGroups: parameterGroup({ rds }),
    subnetGroups: subnetGroup({ rds, ec2 }),
    create: (inputs: Properties) => instances.create(resourceContext("Main"), inputs),
    async update(current: ResourceState, inputs: Properties) {
      if (!instances.update) throw new Error("an instance is updated in place");
      return instances.update(resourceContext("Main"), current, inputs);
    },
    delete: (current: ResourceState) => instances.delete(resourceContext("Main"), current),
  };
}

const GIVEN = {
  engine: "postgres",
  engineVersion: "17",
  instanceClass: "db.t4g.micro",
  username: "owner",
  password: "it-is-secret",
  dbName: "app",
  vpcSecurityGroupIds: ["sg-database"],
  skipFinalSnapshot: true,
};
const { password: _, ...WITHOUT_PASSWORD } = GIVEN;
const MANAGED = { ...WITHOUT_PASSWORD, manageMasterUserPassword: true };

describe("aws.rds.Instance", () => {
  it("starts a Postgres, and has the outputs that a program refers to", async () => {
    const { create, rds } = underTest();

    const { id, state } = await create(GIVEN);

    expect(rds.created).to.deep.equal([
      {
        identifier: "main-1a2b3c4",
        databaseName: "app",
        username: "owner",
        password: "it-is-secret",
        securityGroupIds: ["sg-database"],
        declaredPort: 5432,
      },
    ]);
    expect(id).to.match(/^db-[0-9A-F]{26}$/);
    expect(state).to.deep.equal({
      ...GIVEN,
      identifier: "main-1a2b3c4",
      resourceId: id,
      arn: "arn:aws:rds:us-east-1:000000000000:db:main-1a2b3c4",
      address: "127.0.0.1",
      port: 40_001,
      endpoint: "127.0.0.1:40001",
      status: "available",
      deletionProtection: false,
      publiclyAccessible: false,
      masterUserSecrets: [],
    });
  });

  it("keeps a managed password in a secret, as RDS does", async () => {
    const { create, rds, secretsManager } = underTest();

    const { state } = await create(MANAGED);

    const arn = secretArn(state);
    const secret = JSON.parse(secretsManager.value(arn));
    expect(arn).to.match(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:rds!db-[0-9a-f-]{36}-[A-Za-z0-9]{6}$/);
    expect(secret).to.deep.equal({ username: "owner", password: rds.created[0]?.password });
    expect(secret.password).to.match(/^[\w-]{28}$/);
  });

  it("keeps a managed password with an update", async () => {
    const { create, update, rds } = underTest();
    const current = await create(MANAGED);

    const updated = await update(current, { ...MANAGED, port: 5433, deletionProtection: true });

    expect(rds.updated).to.deep.equal([{ ...rds.created[0], declaredPort: 5433 }]);
    expect(updated.state).to.deep.include({ port: 40_001, deletionProtection: true });
    expect(secretArn(updated.state)).to.equal(secretArn(current.state));
  });

  it("goes from a given password to a managed one and back", async () => {
    const { create, update, rds, secretsManager } = underTest();
    const current = await create(GIVEN);

    const managed = await update(current, MANAGED);
    const secret = secretArn(managed.state);
    const inSecret = JSON.parse(secretsManager.value(secret)).password;
    const given = await update(managed, GIVEN);

    expect(rds.updated.map(({ password }) => password)).to.deep.equal([inSecret, "it-is-secret"]);
    expect(given.state.masterUserSecrets).to.deep.equal([]);
    expect(() => secretsManager.value(secret)).to.throw("can't find the specified secret");
  });

  it("is deleted with its secret", async () => {
    const { create, delete: remove, rds, secretsManager } = underTest();
    const current = await create(MANAGED);

    await remove(current);

    expect(rds.deleted).to.deep.equal(["main-1a2b3c4"]);
    expect(() => secretsManager.value(secretArn(current.state))).to.throw("can't find the specified secret");
  });

  it("leaves no secret where its server does not start", async () => {
    const { create, secretsManager } = underTest();

    await rejection(create({ ...MANAGED, identifier: "failing" }));
    const again = await create(MANAGED);

    expect(secretsManager.arnOf(secretArn(again.state))).to.equal(secretArn(again.state));
    expect((await rejection(create({ ...MANAGED, identifier: "failing" }))).message).to.equal("it does not start");
  });

  it("leaves a last snapshot under a name that no other has", async () => {
    const { create, delete: remove, rds } = underTest();
    const named = { ...GIVEN, skipFinalSnapshot: false, finalSnapshotIdentifier: "app-final" };
    await remove(await create(named));

    const error = await rejection(remove(await create({ ...named, identifier: "second" })));
    await remove(await create({ ...named, identifier: "third", finalSnapshotIdentifier: "app-final-2" }));

    expect(error.message).to.equal(
      "DBSnapshotAlreadyExists: Cannot create the snapshot because a snapshot with the identifier app-final already exists.",
    );
    expect(rds.deleted).to.deep.equal(["main-1a2b3c4", "third"]);
  });

  for (const [what, change, words] of [
    ["is protected", { deletionProtection: true }, "Cannot delete protected DB Instance"],
    ["needs a name for its last snapshot", { skipFinalSnapshot: false }, "finalSnapshotIdentifier must be set"],
  ] as const) {
    it(`is not deleted while it ${what}`, async () => {
      const { create, delete: remove, rds } = underTest();

      const error = await rejection(remove(await create({ ...GIVEN, ...change })));

      expect(error.message).to.contain(words);
      expect(rds.deleted).to.deep.equal([]);
    });
  }

  for (const [fault, change, words] of [
    ["another engine", { engine: "mysql" }, 'engine must be "postgres" locally, got "mysql"'],
    ["a version that nothing stands in for", { engineVersion: "13.4" }, "engineVersion must be of PostgreSQL 14, 15"],
    ["no class", { instanceClass: undefined }, "instanceClass must be set"],
    ["no user", { username: undefined }, "username must be 1 to 63 letters"],
    ["a user of RDS's own", { username: "rdsadmin" }, 'username: "rdsadmin" is reserved by the engine'],
    ["a user of Postgres's own", { username: "pg_monitor" }, 'username: "pg_monitor" is reserved by the engine'],
    ["no password", { password: undefined }, "exactly one of password and manageMasterUserPassword must be set"],
    ["two passwords", { manageMasterUserPassword: true }, "exactly one of password and manageMasterUserPassword"],
    ["a password with a slash", { password: "secret/secret" }, "password must be 8 to 128 printable ASCII characters"],
    ["a short password", { password: "secret7" }, "password must be 8 to 128 printable ASCII characters"],
    ["a database that begins with a digit", { dbName: "1st" }, 'got "1st"'],
    ["a port that RDS has not", { port: 80 }, "port must be 1150 to 65535, got 80"],
    ["an identifier in capitals", { identifier: "Main" }, 'got "Main"'],
    ["an identifier with two hyphens", { identifier: "a--b" }, 'got "a--b"'],
    ["an identifier and a prefix", { identifier: "a", identifierPrefix: "b" }, "exclude each other"],
    ["no such subnet group", { dbSubnetGroupName: "none" }, 'there is no aws.rds.SubnetGroup "none"'],
    ["no such parameter group", { parameterGroupName: "none" }, 'there is no aws.rds.ParameterGroup "none"'],
    ["no such security group", { vpcSecurityGroupIds: ["sg-2"] }, "The security group 'sg-2' does not exist"],
  ] as const) {
    it(`is refused with ${fault}`, async () => {
      const { create, rds } = underTest();

      const error = await rejection(create({ ...GIVEN, ...change }));

      expect(error.message).to.contain(words);
      expect(rds.created).to.deep.equal([]);
    });
  }
});

describe("aws.rds.SubnetGroup", () => {
  it("is there for instances, until it is deleted", async () => {
    const { subnetGroups, create, rds } = underTest();
    const current = await subnetGroups.create(resourceContext("Main"), { subnetIds: ["subnet-a", "subnet-b"] });
    await create({ ...GIVEN, dbSubnetGroupName: current.state.name });

    await subnetGroups.delete(resourceContext("Main"), current);

    expect(current.state).to.deep.include({
      name: "main-1a2b3c4",
      vpcId: "vpc-1",
      arn: "arn:aws:rds:us-east-1:000000000000:subgrp:main-1a2b3c4",
    });
    expect(rds.subnetGroups.size).to.equal(0);
  });

  for (const [fault, inputs, words] of [
    ["one zone", { subnetIds: ["subnet-a"] }, "subnetIds must be in at least 2 availability zones, got 1"],
    ["no such subnet", { subnetIds: ["subnet-a", "subnet-c"] }, "The subnet ID 'subnet-c' does not exist"],
    ["a name in capitals", { name: "Main", subnetIds: ["subnet-a", "subnet-b"] }, 'got "Main"'],
  ] as const) {
    it(`is refused with ${fault}`, async () => {
      const error = await rejection(underTest().subnetGroups.create(resourceContext("main"), inputs));

      expect(error.message).to.contain(words);
    });
  }
});

describe("aws.rds.ParameterGroup", () => {
  const PARAMETERS = [
    { name: "max_connections", value: "100", applyMethod: "pending-reboot" },
    { name: "rds.force_ssl", value: "1" },
  ];

  it("is there for instances, changes in place, and goes", async () => {
    const { parameterGroups, create, rds } = underTest();
    const current = await parameterGroups.create(resourceContext("Main"), {
      family: "postgres17",
      parameters: PARAMETERS,
    });
    const before = rds.parameterGroups.get("main-1a2b3c4");
    await create({ ...GIVEN, parameterGroupName: current.id });

    await parameterGroups.update?.(resourceContext("Main"), current, { family: "postgres17" });
    const after = rds.parameterGroups.get("main-1a2b3c4");
    await parameterGroups.delete(resourceContext("Main"), current);

    expect(before).to.deep.equal({ max_connections: "100", "rds.force_ssl": "1" });
    expect(after).to.deep.equal({});
    expect(rds.created[0]?.parameterGroup).to.equal("main-1a2b3c4");
    expect(rds.parameterGroups.size).to.equal(0);
  });

  it("is refused for another engine", async () => {
    const error = await rejection(underTest().parameterGroups.create(resourceContext("main"), { family: "mysql8.0" }));

    expect(error.message).to.contain('family must be one of PostgreSQL locally, such as "postgres18", got "mysql8.0"');
  });
});

function secretArn(state: Properties): string {
  const [secret] = state.masterUserSecrets as readonly { secretArn: string }[];
  return String(secret?.secretArn);
}
