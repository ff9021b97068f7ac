import { expect } from "chai";
import { DebounceTracker } from "../../components/debounceTracker";
import type { DebounceTrackerArgs } from "../../components/debounceTracker/args";
import { WebhookQueue } from "../../components/webhookQueue";
import { environmentOf } from "../support/containerOf";
import { inputsOf, type Run, runProgram } from "../support/program";
import { statementsOf } from "../support/statements";

const NETWORK = { vpcId: "vpc-1", privateSubnetIds: ["subnet-1", "subnet-2"] };
const SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!hooks-database-name";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

/** A webhook queue with a database of its own, and a debounce tracker that is handed it. */
const program = (args: Partial<DebounceTrackerArgs> = {}) =>
  runProgram(() => {
    const shared = { network: NETWORK, acceptsOtherSources: true, externalApiUrl: "https://api.example.com" };
    const { database } = new WebhookQueue("hooks", shared);
    new DebounceTracker("orders", { ...shared, database, ...args });
  });

describe("a database that is there already", () => {
  let run: Run<unknown>;

  before(async () => {
    run = await program();
    expect(run.errors).to.deep.equal([]);
  });

  it("is used in place of one of the component's own, and has its own alarms alone", () => {
    const named = (type: string) => run.registrations.filter((made) => made.type === type).map(({ name }) => name);

    expect(named("aws:rds/instance:Instance")).to.deep.equal(["hooks-database"]);
    expect(named("aws:rds/parameterGroup:ParameterGroup")).to.deep.equal(["hooks-database-parameters"]);
    expect(
      named("aws:cloudwatch/metricAlarm:MetricAlarm").filter((name) => /-(connections|storage)$/.test(name)),
    ).to.deep.equal(["hooks-connections", "hooks-storage"]);
  });

  it("lets in the workers that are handed it, and they connect to nothing else of it", () => {
    expect(inputsOf(run, INGRESS, "orders-database-from-processors")).to.include({
      ...{ securityGroupId: "hooks-database-group-id", referencedSecurityGroupId: "orders-processor-group-id" },
      ...{ ipProtocol: "tcp", fromPort: 5432, toPort: 5432 },
    });
    expect(inputsOf(run, EGRESS, "orders-processor-to-database")).to.include({
      ...{ securityGroupId: "orders-processor-group-id", referencedSecurityGroupId: "hooks-database-group-id" },
      ...{ ipProtocol: "tcp", fromPort: 5432, toPort: 5432 },
    });
  });

  it("has its secret read by those workers, and by nobody else", () => {
    const readers = run.registrations
      .filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy")
      .map(({ name }) => name)
      .filter((name) => statementsOf(run, name).some(({ Resource }) => Resource.includes(SECRET)));

    expect(readers).to.have.members(["hooks-worker-task-policy", "orders-processor-task-policy"]);
  });

  it("keeps each component's migrations apart", () => {
    const prefixOf = (name: string) => environmentOf(run, name).DATABASE_MIGRATIONS_PREFIX;

    expect([prefixOf("hooks-worker-definition"), prefixOf("orders-processor-definition")]).to.deep.equal([
      undefined,
      "orders_database_",
    ]);
  });

  for (const [args, message] of [
    [{ databaseClass: "db.t4g.small" }, 'databaseClass must be absent with database, got "db.t4g.small"'],
    [{ multiAz: false }, "multiAz must be absent with database, got false"],
    [{ databaseMaxConnections: 50 }, "databaseMaxConnections must be absent with database, got 50"],
  ] as [Partial<DebounceTrackerArgs>, string][]) {
    it(`refuses ${JSON.stringify(args)} beside it`, async () => {
      expect((await program(args)).errors).to.deep.equal([`DebounceTracker "orders": ${message}`]);
    });
  }
});
