import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type FieldRule, ValidatedIngest, type ValidatedIngestArgs } from "../../components/validatedIngest";
import { artifactOf, loadArtifact } from "../support/artifact";
import { inputsOf, runProgram } from "../support/program";

function runWith(args: ValidatedIngestArgs) {
  return runProgram(() => {
    new ValidatedIngest("signups", args);
  });
}

const FUNCTION = "aws:lambda/function:Function";

const rule: FieldRule = { name: "city", label: "City", maxLength: 20, words: "a city" };

/** Every argument that has a rule, with what breaks it and the words for it. */
const wrong: [argument: string, args: ValidatedIngestArgs, rule: string, got: string][] = [
  ...[0, 31_532_401, 1.5].map((value): (typeof wrong)[number] => [
    "approvalTimeoutSeconds",
    { approvalTimeoutSeconds: value },
    "a whole number from 1 to 31532400",
    String(value),
  ]),
  ...[0, 1_001].map((value): (typeof wrong)[number] => [
    "reservedConcurrency",
    { reservedConcurrency: value },
    "a whole number from 1 to 1000",
    String(value),
  ]),
  ...(["maxQueryBytes", "maxBodyBytes"] as const).flatMap((argument) =>
    [63, 65_537].map((value): (typeof wrong)[number] => [
      argument,
      { [argument]: value },
      "a whole number from 64 to 65536",
      String(value),
    ]),
  ),
  ...[127, 10_241].map((value): (typeof wrong)[number] => [
    "memoryMb",
    { memoryMb: value },
    "a whole number from 128 to 10240",
    String(value),
  ]),
  ["auth", { auth: "Public" as "public" }, '"iam" or "public"', '"Public"'],
  ["approvalEmails.1", { approvalEmails: ["ada@example.com", "bob"] }, "an e-mail address", '"bob"'],
  ["rules", { rules: [] }, "a list of 1 to 20 rules", "[]"],
  [
    "rules.0.name",
    { rules: [{ ...rule, name: "City" }] },
    "1 to 40 lower-case letters, digits and underscores that start with a letter",
    '"City"',
  ],
  [
    "rules.0.name",
    { rules: [{ ...rule, name: "status" }] },
    "none of id, status, fingerprint, execution, created_at, request_id, stored_at, closed_at, pending, reasons, expires_at, " +
      "task_token, decision, decided_at, limit, next",
    '"status"',
  ],
  ["rules.1.name", { rules: [rule, rule] }, "another name than those before it", '"city"'],
  ["rules.0.label", { rules: [{ ...rule, label: " " }] }, "a text", '" "'],
  ["rules.0.words", { rules: [{ ...rule, words: "" }] }, "a text", '""'],
  ["rules.0.maxLength", { rules: [{ ...rule, maxLength: 0 }] }, "a whole number from 1 to 1000", "0"],
  [
    "rules.0.pattern",
    { rules: [{ ...rule, pattern: "[a-z" }] },
    "the source of a regular expression that JavaScript's v flag takes",
    '"[a-z"',
  ],
];

describe("ValidatedIngest's arguments", () => {
  for (const [argument, args, rule, got] of wrong) {
    it(`refuses ${argument} ${got} before it registers anything`, async () => {
      const run = await runWith(args);

      expect(run.errors).to.deep.equal([`ValidatedIngest "signups": ${argument} must be ${rule}, got ${got}`]);
      expect(run.urns).to.deep.equal([]);
    });
  }

  it("refuses a log retention that CloudWatch Logs does not know", async () => {
    const run = await runWith({ logRetentionDays: 2 });

    expect(run.errors[0]).to.match(/^ValidatedIngest "signups": logRetentionDays must be one of 0, 1, 3, .*, got 2$/);
    expect(run.urns).to.deep.equal([]);
  });

  it("refuses a name that AWS would not take for its children", async () => {
    const run = await runProgram(() => {
      new ValidatedIngest("my signups");
    });

    expect(run.errors[0]).to.match(/^ValidatedIngest "my signups": name must be 1 to 36 letters/);
    expect(run.urns).to.deep.equal([]);
  });

  it("passes each argument to where it belongs", async () => {
    const run = await runWith({
      approvalTimeoutSeconds: 3_600,
      approvalEmails: ["ada@example.com", "bob@example.com"],
      reservedConcurrency: pulumi.output(7),
      maxQueryBytes: 100,
      maxBodyBytes: 200,
      deletionProtection: false,
      memoryMb: 256,
      logRetentionDays: 7,
      alarmTopicArns: ["arn:aws:sns:us-east-1:111122223333:oncall"],
      tags: { team: "growth" },
    });

    expect(run.errors).to.deep.equal([]);
    const entryApi = inputsOf(run, FUNCTION, "signups-door");
    const approvalRequester = inputsOf(run, FUNCTION, "signups-asker");
    expect([entryApi.reservedConcurrentExecutions, entryApi.memorySize]).to.deep.equal([7, 256]);
    expect((entryApi.environment as { variables: object }).variables).to.include({
      MAX_QUERY_BYTES: "100",
      MAX_BODY_BYTES: "200",
    });
    expect((approvalRequester.environment as { variables: object }).variables).to.include({ TIMEOUT_SECONDS: "3600" });
    const { definition } = inputsOf(run, "aws:sfn/stateMachine:StateMachine", "signups-approval");
    expect(JSON.parse(String(definition)).States["Ask people"].TimeoutSeconds).to.equal(3_600);
    const table = inputsOf(run, "aws:dynamodb/table:Table", "signups-entries");
    expect(table.deletionProtectionEnabled).to.equal(false);
    expect(table.tags).to.include({ team: "growth" });
    expect(inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", "signups-intake-log").retentionInDays).to.equal(7);
    expect(inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", "signups-door-log").retentionInDays).to.equal(7);
    const alarm = inputsOf(run, "aws:cloudwatch/metricAlarm:MetricAlarm", "signups-approvals-expired");
    expect(alarm.alarmActions).to.deep.equal(["arn:aws:sns:us-east-1:111122223333:oncall"]);
    const subscribed = run.registrations.filter(({ type }) => type === "aws:sns/topicSubscription:TopicSubscription");
    expect(subscribed.map(({ inputs }) => inputs)).to.deep.equal(
      ["ada@example.com", "bob@example.com"].map((endpoint) => ({
        topic: "arn:aws:sns:us-east-1:111122223333:signups-approvals-name",
        protocol: "email",
        endpoint,
      })),
    );
  });

  it("puts the caller's rules into the code of what follows them", async () => {
    const run = await runWith({ rules: [{ ...rule, name: "home_town", pattern: "[A-Z][a-z]+" }] });

    const codes = await Promise.all(
      ["door", "validator", "asker", "decider", "settler"].map((role) => artifactOf(run, `signups-${role}`)),
    );
    expect(codes.map((code) => code.includes("home_town"))).to.deep.equal([true, true, true, true, false]);
    expect(codes.map((code) => code.includes("pincode"))).to.deep.equal(Array(5).fill(false));
  });
});

describe("ValidatedIngest's transforms", () => {
  it("change each child alone, as a partial or as a function", async () => {
    const run = await runWith({
      transform: {
        table: { tableClass: "STANDARD_INFREQUENT_ACCESS" },
        entryApi: { timeout: 20 },
        validator: (args) => ({ ...args, memorySize: 1024 }),
        approvalRequester: { timeout: 11 },
        decider: { timeout: 12 },
        approvalCloser: { timeout: 13 },
        intake: (args) => ({ ...args, loggingConfiguration: { level: "OFF" } }),
        approval: { tracingConfiguration: { enabled: false } },
        approvalTopic: { displayName: "Sign-ups" },
        url: { authorizationType: "AWS_IAM" },
        approvalUrl: (args) => ({ ...args, authorizationType: "AWS_IAM" }),
        alarm: (args) => ({ ...args, alarmDescription: `${args.metricName}!` }),
      },
    });

    expect(run.errors).to.deep.equal([]);
    const timeouts = ["door", "asker", "decider", "settler", "validator"].map(
      (role) => inputsOf(run, FUNCTION, `signups-${role}`).timeout,
    );
    expect(timeouts).to.deep.equal([20, 11, 12, 13, 10]);
    expect(inputsOf(run, FUNCTION, "signups-validator").memorySize).to.equal(1024);
    expect(inputsOf(run, "aws:dynamodb/table:Table", "signups-entries").tableClass).to.equal(
      "STANDARD_INFREQUENT_ACCESS",
    );
    const machine = (role: string) => inputsOf(run, "aws:sfn/stateMachine:StateMachine", `signups-${role}`);
    expect(machine("intake").loggingConfiguration).to.deep.equal({ level: "OFF" });
    expect(machine("approval").tracingConfiguration).to.deep.equal({ enabled: false });
    expect(inputsOf(run, "aws:sns/topic:Topic", "signups-approvals").displayName).to.equal("Sign-ups");
    for (const name of ["signups-url", "signups-approval-url"]) {
      expect(inputsOf(run, "aws:lambda/functionUrl:FunctionUrl", name).authorizationType).to.equal("AWS_IAM");
    }
    const alarm = inputsOf(run, "aws:cloudwatch/metricAlarm:MetricAlarm", "signups-door-5xx");
    expect(alarm.alarmDescription).to.equal("Url5xxCount!");
  });
});

describe("ValidatedIngest's check", () => {
  it("is in the function that validates, with all that it captures", async () => {
    const blocked = ["mallory", "trudy"];
    const run = await runWith({
      check: ({ user_name: name = "" }) =>
        blocked.includes(name) ? [{ field: "user_name", reason: "This name is blocked." }] : [],
    });
    expect(run.errors).to.deep.equal([]);
    const validate = loadArtifact(await artifactOf(run, "signups-validator")) as (
      submission: object,
    ) => Promise<{ outcome: string; reasons: object[] }>;
    const values = { email: "ada@example.com", pincode: "1234" };

    expect((await validate({ values: { ...values, user_name: "ada" }, faults: [] })).outcome).to.equal("valid");
    expect(await validate({ values: { ...values, user_name: "trudy" }, faults: [] })).to.deep.equal({
      outcome: "invalid",
      reasons: [{ field: "user_name", reason: "This name is blocked." }],
    });
  });

  it("is a function", async () => {
    const { errors, urns } = await runWith({ check: 5 as unknown as () => [] });

    expect(errors).to.deep.equal(['ValidatedIngest "signups": check must be a function, got 5']);
    expect(urns).to.deep.equal([]);
  });
});
