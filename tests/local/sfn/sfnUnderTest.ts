import {
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  type StartExecutionCommandInput,
  StartSyncExecutionCommand,
  type StartSyncExecutionCommandOutput,
} from "@aws-sdk/client-sfn";
import { AwsError } from "../../../local/base/awsError";
import { Inventory } from "../../../local/base/inventory";
import type { KeptMaps } from "../../../local/base/keptMaps";
import type { AwsCall, AwsService } from "../../../local/edge/awsService";
import { createEdge, type Edge } from "../../../local/edge/edge";
import { createIam } from "../../../local/iam/createIam";
import type { Credentials, Iam } from "../../../local/iam/iam";
import { recorded } from "../../../local/resources/recorded";
import { stateMachine } from "../../../local/resources/sfn/stateMachine";
import type { Services } from "../../../local/services";
import type { Datum } from "../../../local/services/cloudwatch/metrics";
import type { InvokeResult } from "../../../local/services/lambda/lambda";
import { createSfn } from "../../../local/services/sfn/createSfn";
import type { Sfn } from "../../../local/services/sfn/sfn";
import { HeldClock } from "../../support/heldClock";
import { resourceContext } from "../../support/resourceContext";

export const ROLE_ARN = "arn:aws:iam::000000000000:role/machine";
export const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:work";
/** 2026-01-01T00:00:00.000Z */
export const NOW = 1_767_225_600_000;

/** Step Functions behind a real edge with real IAM; what tasks call is a stand-in that records. */
export interface SfnUnderTest {
  sfn: Sfn;
  client: SFNClient;
  edge: Edge;
  iam: Iam;
  clock: HeldClock;
  handler: ReturnType<typeof stateMachine>;
  /** Answers of functions, and what they were called with. */
  invoke: (payload: unknown, functionArn: string) => Promise<InvokeResult> | InvokeResult;
  invoked: unknown[];
  /** Calls of DynamoDB, SQS and SNS. */
  calls: AwsCall[];
  answer: (call: AwsCall) => Record<string, unknown>;
  data: Datum[];
  logLines: Record<string, unknown>[];
  groups: Set<string>;
  /** Lets the machine's role do more. */
  allow(action: string, resource: string): void;
  clientOf(credentials: Credentials): SFNClient;
  /** Deploys a machine and answers its ARN. A `definition` that is no text becomes JSON. */
  deploy(definition: unknown, inputs?: Record<string, unknown>): Promise<string>;
  /** Deploys an express machine and runs it. */
  run(definition: unknown, input?: unknown): Promise<StartSyncExecutionCommandOutput>;
  /** Starts an execution of a standard machine. */
  start(machineArn: string, input?: Partial<StartExecutionCommandInput>): Promise<string>;
  status(executionArn: string): Promise<string | undefined>;
  stop(): Promise<void>;
}

export interface SfnOptions {
  timeScale?: number;
  /** Where executions are kept. @default nowhere */
  maps?: KeptMaps;
  clock?: HeldClock;
}

export async function startSfn({
  maps,
  clock = new HeldClock(NOW),
  ...options
}: SfnOptions = {}): Promise<SfnUnderTest> {
  const report = { stage() {}, log() {}, warn() {} };
  const iam = createIam({ report });
  const edge = await createEdge({ iam, report, clock }, { port: 0, host: "127.0.0.1" });
  const clients: SFNClient[] = [];
  const fake = (signingName: string): { api: AwsService } => ({
    api: {
      signingName,
      protocol: "json-1.0",
      prepare: (call) => ({
        permissions: [{ action: `${signingName}:${call.operation}`, resource: "*" }],
        async run() {
          under.calls.push(call);
          return { result: under.answer(call) };
        },
      }),
    },
  });
  const deps = {
    inventory: new Inventory(report),
    ...{ iam, clock, report, dynamodb: fake("dynamodb"), sqs: fake("sqs"), sns: fake("sns") },
    lambda: {
      async invoke(functionArn: string, payload: unknown) {
        under.invoked.push(payload);
        return under.invoke(payload, functionArn);
      },
    },
    metrics: { put: (datum: Datum) => void under.data.push(datum) },
    logs: {
      hasLogGroup: (name: string) => under.groups.has(name),
      write(_group: string, _stream: string, events: readonly { message: string }[]) {
        under.logLines.push(...events.map(({ message }) => JSON.parse(message)));
      },
    },
  } as unknown as Services;
  const sfn = createSfn(deps, { random: () => 0.5, ...options }, maps);
  edge.register(sfn.api);
  const handler = recorded(stateMachine({ ...deps, sfn }), deps.inventory);
  const clientOf = (credentials: Credentials) => {
    const settings = { endpoint: edge.url, region: "us-east-1", credentials, maxAttempts: 1, disableHostPrefix: true };
    const client = new SFNClient(settings);
    clients.push(client);
    return client;
  };
  const trust = {
    Effect: "Allow",
    Principal: { Service: "states.amazonaws.com" },
    Action: "sts:AssumeRole",
    // Step Functions Developer Guide, "Prevent cross-service confused deputy issue".
    Condition: {
      StringEquals: { "aws:SourceAccount": "000000000000" },
      ArnLike: { "aws:SourceArn": "arn:aws:states:us-east-1:000000000000:stateMachine:*" },
    },
  };
  iam.putRole({ arn: ROLE_ARN, name: "machine", trustPolicy: JSON.stringify({ Statement: trust }) });
  let policies = 0;
  let machines = 0;
  const under: SfnUnderTest = {
    ...{ sfn, edge, iam, clock, handler, clientOf },
    client: clientOf(iam.operator),
    invoke: (payload) => ({ ok: true, payload }),
    ...{ invoked: [], calls: [], data: [], logLines: [], groups: new Set() },
    answer: () => ({}),
    allow(Action, Resource) {
      policies += 1;
      const document = JSON.stringify({ Statement: { Effect: "Allow", Action, Resource } });
      iam.putRolePolicy(ROLE_ARN, `policy${policies}`, document);
    },
    async deploy(definition, inputs = {}) {
      machines += 1;
      const text = typeof definition === "string" ? definition : JSON.stringify(definition);
      const all = { definition: text, roleArn: ROLE_ARN, ...inputs };
      return (await handler.create(resourceContext(`machine${machines}`), all)).id;
    },
    async run(definition, input = {}) {
      const stateMachineArn = await under.deploy(definition, { type: "EXPRESS" });
      return under.client.send(new StartSyncExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
    },
    async start(stateMachineArn, input = {}) {
      const { executionArn } = await under.client.send(new StartExecutionCommand({ stateMachineArn, ...input }));
      return executionArn ?? "";
    },
    status: async (executionArn) => (await under.client.send(new DescribeExecutionCommand({ executionArn }))).status,
    async stop() {
      sfn.stop();
      for (const client of clients) client.destroy();
      await edge.stop();
    },
  };
  under.allow("lambda:InvokeFunction", FUNCTION_ARN);
  return under;
}

/** A machine of one state. */
export function single(state: Record<string, unknown>): Record<string, unknown> {
  const ends = ["Succeed", "Fail", "Choice"].includes(String(state.Type));
  return { StartAt: "Only", States: { Only: { ...state, ...(!ends && { End: true }) } } };
}

export { soon as until } from "../../support/until";

export function refusal(code: string, message: string): AwsError {
  return new AwsError(code, message);
}
