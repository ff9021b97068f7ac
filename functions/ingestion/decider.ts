import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { isTransient } from "../shared/awsErrors";
import { jsonReply, type Problem, problem } from "../shared/http/reply";
import { createTelemetry, type Telemetry } from "../shared/telemetry";
import { loggedAccess } from "./accessLog";
import { type ApprovalLink, readLink } from "./approvalLink";
import { type Approvals, readEntry, recordDecision } from "./approvalStore";
import { confirmationPage, decidedPage } from "./decisionPages";
import type { Item } from "./entryList";
import { decoded, pairsOf } from "./formText";
import { htmlReply, refused, type UrlHandler, wantsHtml } from "./html";
import { acceptedKeys } from "./linkKey";
import type { FieldRule } from "./rules";
import { tellWorkflow } from "./tellWorkflow";

export interface DeciderDependencies extends Approvals {
  secrets: SecretsManagerClient;
  stepFunctions: SFNClient;
  keySecretArn: string;
  rules: readonly FieldRule[];
  /** Milliseconds since the Unix epoch. @default `Date.now` */
  now?: () => number;
}

export type Decider = DeciderDependencies & { now: () => number; telemetry: Telemetry };

/** Characters that a link's text has at most, with much room to spare. */
const LONGEST_TOKEN = 500;

/**
 * Answers the links of the notifications. A GET shows what would be decided and decides nothing, because mail scanners follow links;
 * the page's button POSTs. One decision is recorded, by a conditional write; then the workflow is told. Whoever comes second, or too
 * late, is told what was decided (409) or that the time is up (410).
 * @throws what the SDK throws on faults that no repeat cures, such as denied access
 */
export function createDecider(dependencies: DeciderDependencies): UrlHandler {
  const decider: Decider = { now: Date.now, ...dependencies, telemetry: createTelemetry() };
  return loggedAccess(decider.telemetry, async (event) => {
    try {
      return await answer(decider, event);
    } catch (error) {
      if (!isTransient(error)) throw error;
      decider.telemetry.logger.error("An AWS service does not answer", { error });
      return unavailable(event);
    }
  });
}

async function answer(decider: Decider, event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const { method } = event.requestContext.http;
  if (!["GET", "HEAD", "POST"].includes(method)) {
    const detail = "A link takes GET and POST only.";
    return refused(event, problem("method-not-allowed", 405, "Method not allowed", detail), {
      allow: "GET, HEAD, POST",
    });
  }
  const token = tokenOf(event, method === "POST");
  const link = token === undefined ? undefined : readLink(token, await acceptedKeys(decider));
  if (token === undefined || link === undefined) {
    const detail = "This is not a link that was sent from here; open it exactly as it is in the message.";
    return refused(event, problem("not-our-link", 403, "Not a link of ours", detail));
  }
  const entry = await readEntry(decider, link.entryId);
  const over = overFor(entry, link, decider.now());
  if (entry === undefined || over !== undefined) return settle(decider, event, entry, over ?? gone());
  if (method !== "POST") return htmlReply(200, confirmationPage(decider.rules, entry, link.decision, token));
  return decide(decider, event, link);
}

/** Records the decision, then tells the workflow: whatever fails in between is made up for by whoever comes next. */
async function decide(decider: Decider, event: APIGatewayProxyEventV2, { entryId, decision, expiresAt }: ApprovalLink) {
  const at = new Date(decider.now()).toISOString();
  const isFirst = await recordDecision(decider, entryId, { decision, at });
  const entry = await readEntry(decider, entryId);
  if (!isFirst || entry === undefined) {
    const over = overFor(entry, { entryId, decision, expiresAt }, decider.now()) ?? gone();
    return settle(decider, event, entry, over);
  }
  decider.telemetry.logger.info("decided", { id: entryId, decision });
  await tellWorkflow(decider, entry);
  return wantsHtml(event) ? htmlReply(200, decidedPage(decision)) : jsonReply(200, { id: entryId, decision });
}

/** Says why nothing is to be decided any more; `undefined` where something is. */
function overFor(entry: Item | undefined, link: ApprovalLink, now: number): Problem | undefined {
  if (entry === undefined) return gone();
  const { decision, decided_at: at, status } = entry;
  if (decision?.S !== undefined) {
    const detail = `The entry was ${decision.S} at ${at?.S}; a decision is made once.`;
    return problem("already-decided", 409, "Already decided", detail, { decision: decision.S, decidedAt: at?.S });
  }
  if (status?.S === "pending" && now < link.expiresAt) return undefined;
  const detail = "Nobody decided about the entry in time, so it was not stored; it has to be sent again.";
  return problem("expired", 410, "Too late", detail);
}

function gone(): Problem {
  return problem("gone", 410, "Gone", "The entry is not there any more.");
}

/** Answers who comes too late. What was decided and is not carried out yet lacks a word to the workflow: it gets it now. */
async function settle(
  decider: Decider,
  event: APIGatewayProxyEventV2,
  entry: Item | undefined,
  over: Problem,
): Promise<APIGatewayProxyStructuredResultV2> {
  const isUntold = entry?.status?.S === "pending" && entry.decision?.S !== undefined;
  if (isUntold && event.requestContext.http.method === "POST") await tellWorkflow(decider, entry);
  return refused(event, over);
}

function tokenOf(event: APIGatewayProxyEventV2, isPost: boolean): string | undefined {
  const { body = "", isBase64Encoded, rawQueryString } = event;
  const text = isPost
    ? Buffer.from(body, isBase64Encoded ? "base64" : "utf8")
        .subarray(0, LONGEST_TOKEN * 2)
        .toString()
    : "";
  // A program may POST to the link itself; a form brings its token in the body.
  const given = [...pairsOf(text), ...pairsOf(rawQueryString)].find(({ name }) => name === "token");
  const token = given === undefined ? undefined : decoded(given.value);
  return token !== undefined && token.length <= LONGEST_TOKEN ? token : undefined;
}

function unavailable(event: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 {
  const detail = "This cannot be done just now; try again.";
  return refused(event, problem("unavailable", 503, "Unavailable", detail), { "retry-after": "2" });
}
