import { randomUUID } from "node:crypto";
import { AwsError } from "../../base/awsError";
import { prepared } from "../../edge/awsApi";
import type { AwsCall, AwsService } from "../../edge/awsService";
import { MAX_DATA_BYTES } from "./asl/frame";
import type { Json } from "./asl/json";
import { StateError } from "./asl/stateError";
import type { Execution, RecordedEvent, Status } from "./execution";
import type { Executions } from "./executions";
import type { MachineSpec } from "./sfn";
import type { TaskTokens } from "./taskTokens";

interface Parts {
  /** @throws AwsError `StateMachineDoesNotExist` */
  machineOf(arn: string): MachineSpec;
  executions: Executions;
  tokens: TaskTokens;
}

type Reply = Record<string, unknown>;

interface Operation {
  /** The resource that the caller needs the operation's permission on. */
  resource(call: AwsCall, parts: Parts): string;
  run(call: AwsCall, parts: Parts): Reply | Promise<Reply>;
}

const onMachine = (call: AwsCall): string => text(call, "stateMachineArn");
const onExecution = (call: AwsCall): string => text(call, "executionArn");
const onToken = (call: AwsCall, { tokens }: Parts): string => tokens.machineOf(text(call, "taskToken"));

/** Step Functions' API, as far as programs use it when they run: machines themselves are made by the stack. */
export function sfnApi(parts: Parts): AwsService {
  return prepared({
    signingName: "states",
    protocol: "json-1.0",
    // Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Step Functions".
    permissions: (call) => [{ action: `states:${call.operation}`, resource: operationOf(call).resource(call, parts) }],
    handle: async (call) => ({ result: await operationOf(call).run(call, parts) }),
  });
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  StartSyncExecution: {
    resource: onMachine,
    async run(call, parts) {
      const machine = parts.machineOf(onMachine(call));
      if (machine.type !== "EXPRESS") {
        throw new AwsError(
          "StateMachineTypeNotSupported",
          "This operation is not supported by this type of state machine",
        );
      }
      const execution = parts.executions.start(machine, nameOf(call), inputOf(call));
      await execution.ended;
      const billed = (execution.stoppedAt ?? execution.startedAt) - execution.startedAt;
      return {
        ...described(execution),
        billingDetails: { billedDurationInMilliseconds: Math.ceil(billed / 100) * 100, billedMemoryUsedInMB: 64 },
      };
    },
  },
  StartExecution: {
    resource: onMachine,
    run(call, parts) {
      const machine = parts.machineOf(onMachine(call));
      const { arn, startedAt } = parts.executions.start(machine, nameOf(call), inputOf(call));
      return { executionArn: arn, startDate: startedAt / 1000 };
    },
  },
  StopExecution: {
    resource: onExecution,
    run(call, { executions }) {
      const execution = executions.find(onExecution(call));
      execution.abort(optionalText(call, "error"), optionalText(call, "cause"));
      return { stopDate: (execution.stoppedAt ?? execution.startedAt) / 1000 };
    },
  },
  DescribeExecution: {
    resource: onExecution,
    run: (call, { executions }) => ({ ...described(executions.find(onExecution(call))), redriveCount: 0 }),
  },
  DescribeStateMachine: {
    resource: onMachine,
    run(call, { machineOf }) {
      const { arn, name, type, roleArn, definitionText, createdAt, revisionId } = machineOf(onMachine(call));
      return {
        ...{ stateMachineArn: arn, name, type, roleArn, definition: definitionText, revisionId },
        ...{ status: "ACTIVE", creationDate: createdAt / 1000 },
      };
    },
  },
  ListExecutions: {
    resource: onMachine,
    run(call, { executions, machineOf }) {
      const machine = machineOf(onMachine(call));
      if (machine.type !== "STANDARD") {
        throw new AwsError(
          "StateMachineTypeNotSupported",
          "This operation is not supported by this type of state machine",
        );
      }
      const all = executions.list(machine.arn, optionalText(call, "statusFilter") as Status | undefined);
      const { items, next } = page(call, all);
      return { executions: items.map(summary), ...next };
    },
  },
  GetExecutionHistory: {
    resource: onExecution,
    run(call, { executions }) {
      const { history } = executions.find(onExecution(call));
      const { items, next } = page(call, call.params.reverseOrder === true ? [...history].reverse() : history);
      return { events: items.map((event) => eventReply(event, call.params.includeExecutionData !== false)), ...next };
    },
  },
  SendTaskSuccess: {
    resource: onToken,
    run(call, { tokens }) {
      tokens.succeed(text(call, "taskToken"), jsonOf(call, "output", "InvalidOutput"));
      return {};
    },
  },
  SendTaskFailure: {
    resource: onToken,
    run(call, { tokens }) {
      const failure = new StateError(optionalText(call, "error") ?? "", optionalText(call, "cause") ?? "");
      tokens.fail(text(call, "taskToken"), failure);
      return {};
    },
  },
  SendTaskHeartbeat: {
    resource: onToken,
    run(call, { tokens }) {
      tokens.heartbeat(text(call, "taskToken"));
      return {};
    },
  },
};

function described(execution: Execution): Reply {
  const { inputText, output, error, cause } = execution;
  return {
    ...summary(execution),
    input: inputText,
    inputDetails: { included: true },
    ...(output !== undefined && { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}

function summary({ arn, name, machine, status, startedAt, stoppedAt }: Execution): Reply {
  return {
    ...{ executionArn: arn, stateMachineArn: machine.arn, name, status, startDate: startedAt / 1000 },
    ...(stoppedAt !== undefined && { stopDate: stoppedAt / 1000 }),
  };
}

function eventReply({ id, type, previousId, timestamp, details }: RecordedEvent, withData: boolean): Reply {
  const shown = Object.entries(details).filter(
    ([name]) => withData || !["input", "output", "parameters"].includes(name),
  );
  const member = type.replace(/^(Task|Pass|Wait|Choice|Succeed|Fail|Parallel|Map)(StateEntered|StateExited)$/, "$2");
  const detailsName = `${member.charAt(0).toLowerCase()}${member.slice(1)}EventDetails`;
  return {
    ...{ id, type, previousEventId: previousId, timestamp: timestamp / 1000 },
    ...(shown.length > 0 && { [detailsName]: Object.fromEntries(shown) }),
  };
}

/** Items per page: 100, or as many as `maxResults` says. The token is the place of the next item. */
function page<T>(call: AwsCall, all: readonly T[]): { items: readonly T[]; next: { nextToken?: string } } {
  const from = Number(optionalText(call, "nextToken") ?? 0);
  if (!Number.isInteger(from) || from < 0) throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  const size = Number(call.params.maxResults) || 100;
  const to = from + size;
  return { items: all.slice(from, to), next: to < all.length ? { nextToken: String(to) } : {} };
}

/** Characters that a name must not have (API Reference, "StartExecution", "name"). */
const BAD_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

function nameOf(call: AwsCall): string {
  const name = optionalText(call, "name") ?? randomUUID();
  if (name.length < 1 || name.length > 80 || BAD_NAME.test(name)) {
    throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
  }
  return name;
}

function inputOf(call: AwsCall): string {
  if (call.params.input === undefined) return "{}";
  jsonOf(call, "input", "InvalidExecutionInput");
  return text(call, "input");
}

/** @throws AwsError with this code for what is no JSON, and `ValidationException` above 256 KiB */
function jsonOf(call: AwsCall, parameter: string, code: string): Json {
  const given = text(call, parameter);
  if (Buffer.byteLength(given) > MAX_DATA_BYTES) {
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value at '${parameter}' failed to satisfy constraint: ` +
        `Member must have length less than or equal to ${MAX_DATA_BYTES}`,
    );
  }
  try {
    return JSON.parse(given) as Json;
  } catch (error) {
    throw new AwsError(code, `Invalid ${parameter}: '${(error as Error).message}'`);
  }
}

/** @throws AwsError for an operation that is not known */
function operationOf({ operation }: AwsCall): Operation {
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (known) return known;
  throw new AwsError(
    "UnknownOperationException",
    `states:${operation} is not supported locally (supported: ${Object.keys(OPERATIONS).join(", ")}): ` +
      "make machines with aws.sfn.StateMachine, or add it to local/services/sfn/sfnApi.ts",
    404,
  );
}

/** @throws AwsError `ValidationException` */
function text(call: AwsCall, parameter: string): string {
  const value = optionalText(call, parameter);
  if (value !== undefined && value !== "") return value;
  throw new AwsError("ValidationException", `${parameter} must be a text of at least one character`);
}

function optionalText({ params }: AwsCall, parameter: string): string | undefined {
  const value = params[parameter];
  if (value === undefined || typeof value === "string") return value;
  throw new AwsError("SerializationException", `${parameter} must be a text`);
}
