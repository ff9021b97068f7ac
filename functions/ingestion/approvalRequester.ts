import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { createTelemetry } from "../shared/telemetry";
import { signLink } from "./approvalLink";
import { type Approvals, type Decision, noteTask } from "./approvalStore";
import { reasonsOf } from "./entry";
import { fieldsOf, type Item } from "./entryList";
import { signingKey } from "./linkKey";
import type { FieldRule } from "./rules";

export interface ApprovalRequesterDependencies extends Approvals {
  secrets: SecretsManagerClient;
  sqs: SQSClient;
  /** URL of the queue whose messages are mailed together. */
  queueUrl: string;
  keySecretArn: string;
  /** URL at which decisions are made; ends in a slash. */
  approvalUrl: string;
  /** Seconds that the workflow waits. */
  timeoutSeconds: number;
  rules: readonly FieldRule[];
  /** Milliseconds since the Unix epoch. @default `Date.now` */
  now?: () => number;
}

/** The name of the error that ends the wait at once. */
export const NOTHING_TO_DECIDE = "NothingToDecide";

/** The input of the workflow's step that waits. */
export interface Question {
  id: string;
  taskToken: string;
}

/**
 * Asks people about one entry: notes which task waits, then has a text with two links mailed. A repeat, as after a fault, notes its
 * own task and asks again.
 * @throws Error named {@link NOTHING_TO_DECIDE}, by which the workflow knows not to wait; what the SDK throws, when it tries again
 */
export function createApprovalRequester({ rules, now = Date.now, ...dependencies }: ApprovalRequesterDependencies) {
  const telemetry = createTelemetry();
  return async ({ id, taskToken }: Question): Promise<void> => {
    const expiresAt = now() + dependencies.timeoutSeconds * 1000;
    const item = await noteTask(dependencies, id, { taskToken, expiresAt: new Date(expiresAt).toISOString() });
    if (item === undefined) throw nothingToDecide(id);
    const key = await signingKey(dependencies);
    const linkTo = (decision: Decision) =>
      `${dependencies.approvalUrl}?token=${signLink({ entryId: id, decision, expiresAt }, key)}`;
    const links = { approve: linkTo("approved"), reject: linkTo("rejected") };
    await dependencies.sqs.send(
      new SendMessageCommand({
        QueueUrl: dependencies.queueUrl,
        MessageBody: messageOf(rules, item, links, expiresAt),
      }),
    );
    telemetry.count({ ApprovalsAsked: 1 });
  };
}

function nothingToDecide(id: string): Error {
  const error = new Error(`the entry ${id} is decided already, or gone`);
  error.name = NOTHING_TO_DECIDE;
  return error;
}

/** Values are quoted: whatever they hold, they stay within their line. */
function messageOf(
  rules: readonly FieldRule[],
  item: Item,
  links: { approve: string; reject: string },
  expiresAt: number,
): string {
  const fields = Object.entries(fieldsOf(rules, item)).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const reasons = reasonsOf(item).map(({ reason }) => `  ${reason}`);
  return [
    "An entry was sent that is not valid as it is:",
    ...fields,
    "",
    "What is wrong with it:",
    ...reasons,
    "",
    "Store it all the same:",
    links.approve,
    "",
    "Reject it:",
    links.reject,
    "",
    `Each link shows the entry and asks once more. They are good until ${new Date(expiresAt).toISOString()}, for one decision.`,
    "",
  ].join("\n");
}
