import { AwsError } from "../../../local/base/awsError";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import type { AwsService } from "../../../local/edge/awsService";
import type { Services } from "../../../local/services";
import type { InvokeResult } from "../../../local/services/lambda/lambda";
import { createSfn } from "../../../local/services/sfn/createSfn";
import type { Sfn } from "../../../local/services/sfn/sfn";
import { HeldClock } from "../../support/heldClock";
import { callInProcess, inThisProcess, thrownRefusal } from "../callInProcess";
import { answerOf, type Calls } from "../calls";
import type { Client, Connect } from "../clients/client";
import type { Subject } from "../table";

export const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:work";
export const ROLE_ARN = "arn:aws:iam::000000000000:role/machine";

/** The services around a machine. */
interface Surroundings {
  /** The behaviour of the function `work`. @default "echo" */
  readonly work?: "echo" | "hang" | { readonly answers: unknown } | { readonly throws: string };
  /** The only function ARN that the role may invoke. @default any */
  readonly mayInvoke?: string;
  /** The refusal of the service that a task calls. */
  readonly refusal?: { readonly code: string; readonly message: string };
}

/** The machine `flow`, run once by its name `run`. Time goes by whenever it waits. */
export interface SfnInput extends Surroundings {
  readonly definition: object;
  readonly input?: unknown;
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

/** One Step Functions after the other, behind one client. */
class Changing {
  clock = new HeldClock(0);
  sfn: Sfn = createSfn({ ...services({}), clock: this.clock });
  /** Another Step Functions for each row, behind an API that stays. */
  readonly api: AwsService = {
    signingName: this.sfn.api.signingName,
    protocol: this.sfn.api.protocol,
    prepare: (call) => this.sfn.api.prepare(call),
  };

  begin(row: Surroundings): void {
    this.sfn.stop();
    this.clock = new HeldClock(Date.parse("2026-01-01T00:00:00.000Z"));
    this.sfn = createSfn({ ...services(row), clock: this.clock });
  }
}

/**
 * Answers what became of an execution: `{ output }`, or `{ error, cause }` with a status other than FAILED; or its history, each event as its type, its id, the id
 * before it, and its details.
 */
export async function startSfnSubject(connect: Connect = inThisProcess): Promise<Subject<SfnInput>> {
  const changing = new Changing();
  const client = await connect(changing.api, "stepfunctions");
  return {
    async answer(row) {
      changing.begin(row);
      const definition = JSON.stringify(row.definition);
      if (row.diagnostics) {
        return (await called<{ diagnostics: unknown }>(client, "ValidateStateMachineDefinition", { definition }))
          .diagnostics;
      }
      const machine = { name: "flow", roleArn: ROLE_ARN, definition };
      const { stateMachineArn } = await called<{ stateMachineArn: string }>(client, "CreateStateMachine", machine);
      const input = JSON.stringify(row.input === undefined ? {} : row.input);
      const execution = { stateMachineArn, name: "run", input };
      const { executionArn } = await called<{ executionArn: string }>(client, "StartExecution", execution);
      await ended(changing, executionArn);
      if (row.history) return historyOf(await client.call("GetExecutionHistory", { executionArn }));
      const { status, output, error, cause } = await called<Described>(client, "DescribeExecution", { executionArn });
      return output !== undefined
        ? { output: JSON.parse(output) }
        : {
            ...(status !== "FAILED" && { status }),
            ...(error !== undefined && { error }),
            ...(cause !== undefined && { cause: withoutId(cause) }),
          };
    },
    async stop() {
      changing.sfn.stop();
      await client.close();
    },
  };
}

/** A call that must not be refused. */
async function called<Answer>(client: Client, operation: string, parameters: object): Promise<Answer> {
  const answer = await client.call(operation, parameters);
  if (typeof answer === "object" && answer !== null && "status" in answer && typeof answer.status === "number") {
    throw new Error(`${operation} is refused: ${JSON.stringify(answer)}`);
  }
  return answer as Answer;
}

/** Lets time go by until an execution is over. */
async function ended({ sfn, clock }: Changing, executionArn: string): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    const { status } = (await callInProcess(sfn.api, "DescribeExecution", { executionArn })) as Described;
    if (status !== "RUNNING") return;
    if (clock.pending > 0) clock.advance(1000);
  }
}

/** Calls of the API; `$role` is a role that Step Functions may take on. */
export type SfnApiInput = Calls;

/** Answers calls of the API itself. A wait lets as much time go by. */
export async function startSfnApiSubject(connect: Connect = inThisProcess): Promise<Subject<SfnApiInput>> {
  const changing = new Changing();
  const client = await connect(changing.api, "stepfunctions");
  return {
    async answer(row) {
      changing.begin({});
      const caller = {
        call: (operation: string, parameters: object) => client.call(operation, parameters),
        async wait(seconds: number) {
          changing.clock.advance(seconds * 1000);
          await new Promise((resolve) => setImmediate(resolve));
        },
      };
      try {
        return await answerOf(row, caller, { role: ROLE_ARN });
      } catch (error) {
        return thrownRefusal(error);
      }
    },
    async stop() {
      changing.sfn.stop();
      await client.close();
    },
  };
}

/** Puts `<id>` in the place of a request's id. */
function withoutId(cause: string): string {
  return cause.replace(/Request ID: [0-9a-f-]{36}/, "Request ID: <id>");
}

function services({ work = "echo", mayInvoke, refusal }: Surroundings) {
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
    inventory: new Inventory(silentReport),
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
