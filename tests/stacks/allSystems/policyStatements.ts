import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { Run } from "../../support/program";
import { RESOURCE_TYPES } from "./resourceTypes";

interface Statement {
  Effect: "Allow" | "Deny";
  Principal?: "*" | { Service?: string | string[]; AWS?: string | string[] };
  Action: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

/** A statement with the resource that it is part of. */
interface Found extends Statement {
  type: string;
  name: string;
}

/** Condition keys, in lower case, by which a service's request is known to be for this account. */
const SOURCE_KEYS = ["aws:sourcearn", "aws:sourceaccount", "sts:externalid", "kms:encryptioncontext:aws:logs:arn"];

/** Statements for services without such a key: each with the reason why there can be none. */
const SERVICES_WITHOUT_SOURCE: Readonly<Record<string, string>> = {
  "sts:AssumeRole lambda.amazonaws.com":
    "Lambda does not say for which function (Developer Guide, source function ARN)",
  "sts:AssumeRole apigateway.amazonaws.com": "API Gateway does not say for which API (prowler, issue 2810)",
  "sts:AssumeRole ec2.amazonaws.com": "EC2 does not say for which instance (prowler, issue 2810)",
};

/** Actions of roles that know no resource types, so that AWS accepts nothing but "*"; the code says where that is written. */
const ACTIONS_ON_EVERYTHING: readonly string[] = [
  "cloudwatch:PutMetricData",
  "dynamodb:ListStreams",
  "ecr:GetAuthorizationToken",
  "ecs:ListTasks",
  "kinesis:ListStreams",
  "logs:CreateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:DescribeLogGroups",
  "logs:DescribeResourcePolicies",
  "logs:GetLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:UpdateLogDelivery",
  "states:SendTaskSuccess",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
];

/** The role by which API Gateway writes the logs of every API that the account will ever have: it may be asked for by name only. */
const ACCOUNT_LOG_POLICY = "cards-gates-access-log-policy";

const listOf = <T>(value: T | T[] | undefined): T[] => (value === undefined ? [] : ([value].flat() as T[]));

/** Statements of all documents among the inputs of resources. */
function statementsOf({ registrations }: Run<unknown>): Found[] {
  return registrations.flatMap(({ type, name, inputs }) =>
    Object.values(inputs)
      .filter((value): value is string => typeof value === "string" && value.includes('"Statement"'))
      .flatMap((text) => listOf((JSON.parse(text) as { Statement: Statement[] }).Statement))
      .map((statement) => ({ ...statement, type, name })),
  );
}

const servicesOf = ({ Principal }: Statement): string[] =>
  Principal === undefined || Principal === "*" ? [] : listOf(Principal.Service);

const conditionKeys = ({ Condition = {} }: Statement): string[] =>
  Object.values(Condition).flatMap((values) => Object.keys(values).map((key) => key.toLowerCase()));

/** Tells whether a statement whose resources are on this line has a comment, in it or on the line before it. */
function isExplained(lines: readonly string[], index: number): boolean {
  let first = index;
  while (!lines[first]?.trimStart().startsWith("{")) first -= 1;
  return lines.slice(first - 1, index).some((line) => line.trimStart().startsWith("//"));
}

/**
 * Tests of what the policies let whom do.
 * @param evaluation of all systems, which several groups share
 */
export function testPolicyStatements(evaluation: () => Promise<Run<unknown>>): void {
  let run: Run<unknown>;
  let allowing: readonly Found[];

  before(async function () {
    this.timeout(240_000);
    run = await evaluation();
    expect(run.errors).to.deep.equal([]);
    allowing = statementsOf(run).filter(({ Effect }) => Effect === "Allow");
  });

  it("let a service in for this account's resources only, wherever it says for whom it acts", () => {
    const open = allowing
      .filter((statement) => !conditionKeys(statement).some((key) => SOURCE_KEYS.includes(key)))
      .flatMap((statement) => servicesOf(statement).map((service) => `${listOf(statement.Action)[0]} ${service}`));

    expect([...new Set(open)].sort()).to.deep.equal(Object.keys(SERVICES_WITHOUT_SOURCE).sort());
  });

  it("let a service call a function for one source only", () => {
    const permissions = run.registrations.filter(({ type }) => type === "aws:lambda/permission:Permission");
    const open = permissions.filter(({ inputs }) => inputs.principal !== "*" && inputs.sourceArn === undefined);

    expect(permissions.length).to.be.greaterThan(0);
    expect(open.map(({ name }) => name)).to.deep.equal([]);
  });

  it("allow no action of a whole service, but for the account itself on its keys", () => {
    const whole = allowing.filter(({ Action }) => listOf(Action).some((action) => /^(\*|[^:]+:\*)$/.test(action)));

    expect([
      ...new Set(whole.map(({ type, Action, Principal }) => JSON.stringify([type, Action, Principal]))),
    ]).to.deep.equal([JSON.stringify(["aws:kms/key:Key", "kms:*", { AWS: "arn:aws:iam::111122223333:root" }])]);
  });

  it("allow roles nothing on every resource where AWS accepts a narrower one", () => {
    const everywhere = allowing
      .filter(({ Principal, Resource, name }) => {
        return Principal === undefined && listOf(Resource).includes("*") && name !== ACCOUNT_LOG_POLICY;
      })
      .flatMap(({ Action }) => listOf(Action));

    expect([...new Set(everywhere)].sort()).to.deep.equal(ACTIONS_ON_EVERYTHING);
  });

  it("allow actions on resources of types that the action knows, and of no other", () => {
    const unknown = allowing.flatMap(({ name, Action, Resource }) =>
      listOf(Action).flatMap((action) =>
        listOf(Resource)
          .filter((resource) => resource !== "*")
          .filter(
            (resource) => !RESOURCE_TYPES.some((type) => type.arn.test(resource) && type.actions.includes(action)),
          )
          .map((resource) => `${name}: ${action} on ${resource}`),
      ),
    );

    expect(unknown).to.deep.equal([]);
  });

  it("are on everything below a comment that says why AWS accepts no less", () => {
    const folder = path.join(__dirname, "..", "..", "..", "components");
    const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith(".ts"));
    const uncommented = files.flatMap((file) => {
      const lines = readFileSync(path.join(folder, file), "utf8").split("\n");
      return lines.flatMap((line, index) =>
        line.includes('resources: ["*"]') && !isExplained(lines, index) ? [`${file}:${index + 1}`] : [],
      );
    });

    expect(files.length).to.be.greaterThan(50);
    expect(uncommented).to.deep.equal([]);
  });

  it("pass roles to a named service, run tasks in a named cluster, and tag them as they start only", () => {
    const keyOf: Readonly<Record<string, string>> = {
      "iam:PassRole": "iam:passedtoservice",
      "ecs:RunTask": "ecs:cluster",
      "ecs:TagResource": "ecs:createaction",
    };
    for (const [action, key] of Object.entries(keyOf)) {
      const all = allowing.filter(({ Action }) => listOf(Action).includes(action));

      expect(all.length, action).to.be.greaterThan(0);
      expect(
        all.filter((statement) => !conditionKeys(statement).includes(key)).map(({ name }) => name),
        action,
      ).to.deep.equal([]);
    }
  });
}
