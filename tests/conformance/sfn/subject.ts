import { AwsError } from "../../../local/base/awsError";
import type { AwsService } from "../../../local/edge/awsService";
import type { Services } from "../../../local/services";
import type { InvokeResult } from "../../../local/services/lambda/lambda";
import { checkDefinition } from "../../../local/services/sfn/asl/check/checkDefinition";
import { createSfn } from "../../../local/services/sfn/createSfn";
import { checkTask } from "../../../local/services/sfn/tasks/resources";
import { HeldClock } from "../../support/heldClock";
import { callInProcess } from "../callInProcess";
import type { Subject } from "../table";

export const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:work";
export const ROLE_ARN = "arn:aws:iam::000000000000:role/machine";

/** The machine `flow`, run once by its name `run`. Time goes by whenever it waits. */
export interface SfnInput {
  readonly definition: object;
  readonly input?: unknown;
  /** The behaviour of the function `work`. @default "echo" */
  readonly work?: "echo" | "hang" | { readonly answers: unknown } | { readonly throws: string };
  /** The only function ARN that the role may invoke. @default any */
  readonly mayInvoke?: string;
  /** The refusal of the service that a task calls. */
  readonly refusal?: { readonly code: string; readonly message: string };
  /** Look at the history instead of the end. */
  readonly history?: true;
  /** Look at what is wrong in the definition, and run nothing. */
  readonly diagnostics?: true;
}

interface Described {
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/**
 * Answers what became of an execution: `{ output }`, or `{ error, cause }` with a status other than FAILED; or its history, each event as its type, its id, the id
 * before it, and its details.
 */
export async function startSfnSubject(): Promise<Subject<SfnInput>> {
  return {
    async answer(row) {
      const clock = new HeldClock(Date.parse("2026-01-01T00:00:00.000Z"));
      const sfn = createSfn({ ...services(row), clock });
      const arn = "arn:aws:states:us-east-1:000000000000:stateMachine:flow";
      const definitionText = JSON.stringify(row.definition);
      const { definition, diagnostics } = checkDefinition(definitionText, {
        checkTask: (resource, parameters, language) => checkTask(resource, parameters, language, "STANDARD"),
      });
      if (row.diagnostics) return diagnostics;
      if (definition === undefined) throw new Error(JSON.stringify(diagnostics));
      sfn.putMachine({
        ...{ arn, name: "flow", label: "flow", type: "STANDARD", roleArn: ROLE_ARN, definitionText, revisionId: "1" },
        ...{ definition, createdAt: clock.now() },
      });
      const call = (operation: string, params: object) => callInProcess(sfn.api, operation, params);
      const input = JSON.stringify(row.input === undefined ? {} : row.input);
      const { executionArn } = (await call("StartExecution", { stateMachineArn: arn, name: "run", input })) as {
        executionArn: string;
      };
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        const { status, output, error, cause } = (await call("DescribeExecution", { executionArn })) as Described;
        if (status === "RUNNING") {
          if (clock.pending > 0) clock.advance(1000);
          continue;
        }
        if (row.history) return historyOf(await call("GetExecutionHistory", { executionArn }));
        return output !== undefined
          ? { output: JSON.parse(output) }
          : {
              ...(status !== "FAILED" && { status }),
              ...(error !== undefined && { error }),
              ...(cause !== undefined && { cause: withoutId(cause) }),
            };
      }
    },
    stop: async () => {},
  };
}

/** Puts `<id>` in the place of a request's id. */
function withoutId(cause: string): string {
  return cause.replace(/Request ID: [0-9a-f-]{36}/, "Request ID: <id>");
}

function services({ work = "echo", mayInvoke, refusal }: SfnInput) {
  const service: AwsService = {
    signingName: "any",
    protocol: "json-1.0",
    prepare: () => ({
      permissions: [],
      async run() {
        if (refusal !== undefined) throw new AwsError(refusal.code, refusal.message, 400);
        return { result: {} };
      },
    }),
  };
  return {
    iam: {
      assumeRole: () => ({ principal: { kind: "role", arn: ROLE_ARN, roleArn: ROLE_ARN } }),
      authorize(_principal: unknown, permissions: readonly { resource: string }[]) {
        if (mayInvoke === undefined || permissions.every(({ resource }) => resource === mayInvoke)) return;
        throw new AwsError("AccessDenied", "not authorized", 403);
      },
    },
    lambda: {
      async invoke(_arn: string, payload: unknown): Promise<InvokeResult> {
        if (work === "echo") return { ok: true, payload };
        if (work === "hang") return new Promise(() => {});
        if ("answers" in work) return { ok: true, payload: work.answers };
        return { ok: false, kind: "function", error: { errorType: work.throws, errorMessage: "no" } };
      },
    },
    ...{ dynamodb: { api: service }, sqs: { api: service }, sns: { api: service } },
    ...{ metrics: { put() {} }, logs: {}, report: { stage() {}, log() {}, warn() {} } },
  } as unknown as Omit<Services, "clock">;
}

interface Event {
  readonly type: string;
  readonly id: number;
  readonly previousEventId: number;
}

function historyOf(answer: unknown): unknown {
  return (answer as { events: Event[] }).events.map(({ type, id, previousEventId, ...rest }) => {
    const [details] = Object.entries(rest).filter(([name]) => name.endsWith("EventDetails"));
    return [type, id, previousEventId, ...(details !== undefined ? [details[1]] : [])];
  });
}
