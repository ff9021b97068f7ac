import { type SFNClient, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { readIdempotencyKey } from "../shared/http/idempotencyKey";
import { jsonReply, type Problem, problem } from "../shared/http/reply";
import type { Telemetry } from "../shared/telemetry";
import type { EntryStatus } from "./entry";
import { readFormText } from "./formText";
import { htmlReply, refused, wantsHtml } from "./html";
import type { Reason, Submission } from "./judge";
import { answerPage } from "./pages";
import type { FieldRule } from "./rules";

export interface SubmitDependencies {
  stepFunctions: SFNClient;
  /** ARN of the express state machine that validates and stores. */
  intakeArn: string;
  rules: readonly FieldRule[];
  /** Shows what is stored, and what waits for a person, to whoever may send entries. */
  listsEntries: boolean;
}

type Submitter = SubmitDependencies & { telemetry: Telemetry };

/** The output of the intake workflow. */
export type IntakeResult =
  | { outcome: "invalid"; reasons: Reason[] }
  | { outcome: "stored"; id: string }
  | { outcome: "waiting"; id: string; reasons: Reason[] }
  | {
      outcome: "known";
      id: string;
      fingerprint: string;
      reasons: Reason[];
      /** As DynamoDB holds it. */
      earlier: {
        fingerprint: { S: string };
        status: { S: EntryStatus };
        closed_at?: { S: string };
        request_id?: { S: string };
      };
    };

/** An entry's answer: where it is not stored, why. */
interface Answer {
  status: number;
  title: string;
  detail: string;
  content: { id: string; status: EntryStatus; reasons?: Reason[] };
}

/** Runs the workflow for one submission, and says what came of it. */
export async function submit(
  submitter: Submitter,
  event: APIGatewayProxyEventV2,
  text: string,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { key, ...idempotency } = readIdempotencyKey(event) as { key?: string; problem?: Problem };
  if (idempotency.problem !== undefined) return refused(event, idempotency.problem);
  const { requestId } = event.requestContext;
  const submission = {
    ...readFormText(text, submitter.rules),
    ...{ requestId, ...(key !== undefined && { idempotencyKey: key }) },
  };
  const result = await runIntake(submitter, submission);
  if (result === undefined) {
    const detail = "The entry may not have been stored; send the same again.";
    return refused(event, problem("unavailable", 503, "Unavailable", detail), { "retry-after": "2" });
  }
  submitter.telemetry.count({ [`Entries${result.outcome[0]?.toUpperCase()}${result.outcome.slice(1)}`]: 1 });
  return reply(submitter, event, submission, result);
}

function reply(
  submitter: Submitter,
  event: APIGatewayProxyEventV2,
  submission: Submission,
  result: IntakeResult,
): APIGatewayProxyStructuredResultV2 {
  if (result.outcome === "invalid") return invalid(submitter, event, submission, result.reasons);
  const answer = answerTo(isOwnEarlierTry(result, submission) ? { outcome: "stored", id: result.id } : result);
  if ("type" in answer) return refused(event, answer);
  const { status, title, detail, content } = answer;
  return wantsHtml(event) ? htmlReply(status, answerPage(submitter, title, detail)) : jsonReply(status, content);
}

function invalid(submitter: Submitter, event: APIGatewayProxyEventV2, { values }: Submission, reasons: Reason[]) {
  const detail = reasons.map(({ reason }) => reason).join(" ");
  const content = problem("invalid-entry", 400, "Invalid entry", detail, { reasons });
  if (!wantsHtml(event)) return refused(event, content);
  return htmlReply(400, answerPage(submitter, content.title, "Nothing was stored.", { values, reasons }));
}

/**
 * Tells whether this very request has stored the entry before: the workflow tries again where the answer of a write was lost, and finds
 * what it has written.
 */
function isOwnEarlierTry(
  result: IntakeResult,
  { requestId }: Submission,
): result is Extract<IntakeResult, { outcome: "known" }> {
  if (result.outcome !== "known") return false;
  const { request_id: earlier, status } = result.earlier;
  return requestId !== undefined && earlier?.S === requestId && status.S === "stored";
}

function answerTo(result: Exclude<IntakeResult, { outcome: "invalid" }>): Answer | Problem {
  const { id } = result;
  if (result.outcome === "stored") {
    return { status: 201, title: "Stored", detail: "The entry is stored.", content: { id, status: "stored" } };
  }
  if (result.outcome === "waiting") return waits(id, result.reasons);
  const { earlier, fingerprint, reasons } = result;
  if (earlier.fingerprint.S !== fingerprint) {
    const detail = "This Idempotency-Key came with another entry before; use a new key for a new entry.";
    return problem("idempotency-key-reused", 422, "Idempotency-Key reused", detail);
  }
  if (earlier.status.S === "stored") {
    return { status: 200, title: "Stored", detail: "The entry is stored already.", content: { id, status: "stored" } };
  }
  if (earlier.status.S === "pending") return waits(id, reasons);
  const detail =
    earlier.status.S === "rejected"
      ? "This entry was rejected; send it with a new Idempotency-Key to ask again."
      : "Nobody decided about this entry in time; send it with a new Idempotency-Key to ask again.";
  return problem("not-approved", 409, "Not approved", detail, { id, entryStatus: earlier.status.S });
}

function waits(id: string, reasons: Reason[]): Answer {
  const why = reasons.map(({ reason }) => reason).join(" ");
  return {
    status: 202,
    title: "Waiting for approval",
    detail: `A person decides whether the entry is stored. ${why}`,
    content: { id, status: "pending", reasons },
  };
}

/** @returns nothing where the workflow failed, which it does when an AWS service does, after tries of its own */
async function runIntake(
  { stepFunctions, intakeArn, telemetry }: Submitter,
  submission: Submission,
): Promise<IntakeResult | undefined> {
  const { status, output, error, executionArn } = await stepFunctions.send(
    new StartSyncExecutionCommand({ stateMachineArn: intakeArn, input: JSON.stringify(submission) }),
  );
  if (status === "SUCCEEDED" && output !== undefined) return JSON.parse(output) as IntakeResult;
  telemetry.logger.error("The intake workflow did not succeed", { status, executionArn, error });
  return undefined;
}
