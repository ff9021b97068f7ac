import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type InlineFunctionArgs, inlineFunction } from "../../../../components/parts/lambda/inlineFunction";
import { artifactOf, loadArtifact } from "../../../support/artifact";
import { inputsOf, type RunOptions, runProgram } from "../../../support/program";

type TestEnvironment = { GREETING: pulumi.Input<string> };

class Host extends pulumi.ComponentResource {
  constructor() {
    super("test:index:Host", "host");
  }
}

function runFunction(args: Partial<InlineFunctionArgs<TestEnvironment>> = {}, options: RunOptions = {}) {
  return runProgram(() => {
    inlineFunction<TestEnvironment>(
      "greeter",
      {
        environment: { GREETING: "hello" },
        handler:
          ({ GREETING }) =>
          (name: string) =>
            `${GREETING}, ${name}`,
        permissions: [],
        timeoutSeconds: 10,
        memoryMb: 256,
        tags: { team: "a" },
        ...args,
      },
      { parent: new Host() },
    );
  }, options);
}

describe("inlineFunction", () => {
  afterEach(() => {
    delete process.env.GREETING;
  });

  it("makes a function with an own log, a role, traces and bounded time", async () => {
    const run = await runFunction();

    const { code, ...inputs } = inputsOf(run, "aws:lambda/function:Function", "greeter");
    expect(pulumi.asset.AssetArchive.isInstance(code)).to.equal(true);
    expect(inputs).to.deep.equal({
      role: "arn:aws:iam::111122223333:role/greeter-role-name",
      handler: "index.handler",
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      timeout: 10,
      memorySize: 256,
      environment: { variables: { GREETING: "hello" } },
      loggingConfig: { logFormat: "Text", logGroup: "greeter-log-name" },
      tracingConfig: { mode: "Active" },
      tags: { team: "a" },
    });
  });

  it("keeps its log 30 days", async () => {
    const run = await runFunction();

    expect(inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", "greeter-log")).to.deep.equal({
      retentionInDays: 30,
      tags: { team: "a" },
    });
  });

  it("is trusted by Lambda alone, and may write its own log, traces, and what it is told", async () => {
    const run = await runFunction({ permissions: [{ actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:::q"] }] });

    const role = inputsOf(run, "aws:iam/role:Role", "greeter-role");
    const policy = inputsOf(run, "aws:iam/rolePolicy:RolePolicy", "greeter-policy");
    expect(JSON.parse(role.assumeRolePolicy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    expect(policy.role).to.equal("greeter-role-name");
    expect(JSON.parse(policy.policy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: ["arn:aws:logs:us-east-1:111122223333:log-group:greeter-log-name:*"],
        },
        { Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: ["*"] },
        { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["arn:aws:sqs:::q"] },
      ],
    });
  });

  describe("with a key of the account", () => {
    const keyArn = "arn:aws:kms:us-east-1:111122223333:key/k";
    const ofFunction = async (args: Partial<InlineFunctionArgs<TestEnvironment>>) => {
      const run = await runFunction({ keyArn, ...args });
      const { policy } = inputsOf(run, "aws:iam/rolePolicy:RolePolicy", "greeter-policy");
      const { Statement } = JSON.parse(policy as string) as { Statement: { Action: string[]; Resource: string[] }[] };
      return {
        ofVariables: inputsOf(run, "aws:lambda/function:Function", "greeter").kmsKeyArn,
        ofLog: inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", "greeter-log").kmsKeyId,
        decrypts: Statement.filter(({ Action }) => Action.includes("kms:Decrypt")).flatMap(({ Resource }) => Resource),
      };
    };

    it("encrypts its log and its variables, which its role may decrypt", async () => {
      expect(await ofFunction({})).to.deep.equal({ ofVariables: keyArn, ofLog: keyArn, decrypts: [keyArn] });
    });

    it("encrypts its log alone where it has no variables", async () => {
      const environment = {} as TestEnvironment;

      expect(await ofFunction({ environment })).to.deep.equal({ ofVariables: undefined, ofLog: keyArn, decrypts: [] });
    });
  });

  it("runs the handler with what it captured and the variables of its environment", async () => {
    process.env.GREETING = "good morning";
    const suffix = "!";

    const run = await runFunction({
      handler:
        ({ GREETING }) =>
        (name: string) =>
          `${GREETING}, ${name}${suffix}`,
    });

    const handler = loadArtifact(await artifactOf(run, "greeter")) as (name: string) => string;
    expect(handler("Ada")).to.equal("good morning, Ada!");
  });

  it("fails at the start of the function when a variable is missing", async () => {
    const run = await runFunction();

    const artifact = await artifactOf(run, "greeter");
    expect(() => loadArtifact(artifact)).to.throw("environment variable GREETING is missing");
  });

  it("lets a transform change the function, and keeps the rest", async () => {
    const run = await runFunction({ transform: { memorySize: 1024 } });

    const inputs = inputsOf(run, "aws:lambda/function:Function", "greeter");
    expect(inputs.memorySize).to.equal(1024);
    expect(inputs.timeout).to.equal(10);
  });

  it("has its code in a preview, where names of other resources are not known yet", async () => {
    const deployed = await runFunction();
    const preview = await runProgram(
      () => {
        const host = new Host();
        const queue = new aws.sqs.Queue("queue", {}, { parent: host });
        inlineFunction<TestEnvironment>(
          "greeter",
          {
            environment: { GREETING: queue.url },
            handler:
              ({ GREETING }) =>
              (name: string) =>
                `${GREETING}, ${name}`,
            permissions: [],
            timeoutSeconds: 10,
            memoryMb: 256,
            tags: {},
          },
          { parent: host },
        );
      },
      { preview: true },
    );

    expect(preview.errors).to.deep.equal([]);
    expect(await artifactOf(preview, "greeter")).to.equal(await artifactOf(deployed, "greeter"));
  });

  it("keeps code that captured a secret as a secret", async () => {
    const password = pulumi.secret("swordfish");

    const run = await runFunction({ handler: () => () => password.get() });

    const code = inputsOf(run, "aws:lambda/function:Function", "greeter").code;
    expect(pulumi.runtime.isRpcSecret(code)).to.equal(true);
  });

  it("names what cannot be serialised when an instance with private state is captured", async () => {
    const dynamo = new DynamoDBClient({ region: "us-east-1" });

    const run = await runFunction({ handler: () => () => dynamo });

    expect(run.errors).to.have.length(1);
    expect(run.errors[0]).to.include("dynamo");
  });
});
