import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { prepared } from "../../edge/awsApi";
import type { AwsCall, AwsService } from "../../edge/awsService";
import type { Logs } from "./logs";

const OPERATION = "GetLogEvents";
/** Events of one page (Amazon CloudWatch Logs API Reference, GetLogEvents). */
const MAX_EVENTS = 10_000;
/** Parameters of a call that are understood; anything else is refused by name. */
const PARAMETERS: ReadonlySet<string> = new Set([
  "logGroupName",
  "logStreamName",
  "nextToken",
  "startFromHead",
  "limit",
]);

/** CloudWatch Logs' API, as far as whoever follows a log needs it: the events of one stream, page by page. */
export function logsApi(logs: Pick<Logs, "follow">): AwsService {
  return prepared({
    signingName: "logs",
    protocol: "json-1.1",
    permissions(call) {
      const { group, stream } = placeOf(call);
      return [{ action: "logs:GetLogEvents", resource: arn("logs", `log-group:${group}:log-stream:${stream}`) }];
    },
    async handle(call) {
      const { group, stream } = placeOf(call);
      const { nextToken, startFromHead = false, limit = MAX_EVENTS } = call.params;
      if (nextToken === undefined && startFromHead !== true) {
        throw invalid("the local cloud reads a log stream from its head only: set startFromHead to true");
      }
      if (!Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > MAX_EVENTS) {
        throw invalid(`limit must be a whole number from 1 to ${MAX_EVENTS}`);
      }
      const page = logs.follow(group, stream, { from: positionOf(nextToken), limit: Number(limit) });
      return {
        result: {
          events: page.events.map(({ timestamp, message }) => ({ timestamp, message, ingestionTime: timestamp })),
          // At the end of the stream, it is the token that was passed in.
          nextForwardToken: `f/${page.next}`,
          nextBackwardToken: `b/${page.next}`,
        },
      };
    },
  });
}

function placeOf({ operation, params }: AwsCall): { group: string; stream: string } {
  if (operation !== OPERATION) {
    throw new AwsError(
      "UnknownOperationException",
      `logs:${operation} is not supported locally yet (supported: ${OPERATION}); add it to local/services/logs/logsApi.ts`,
    );
  }
  const unknown = Object.keys(params).find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) throw invalid(`${unknown} is not supported locally yet`);
  const { logGroupName: group, logStreamName: stream } = params;
  if (typeof group !== "string" || typeof stream !== "string") {
    throw invalid("logGroupName and logStreamName must be texts");
  }
  return { group, stream };
}

function positionOf(token: unknown): number {
  if (token === undefined) return 0;
  const [, position] = /^f\/(\d+)$/.exec(String(token)) ?? [];
  if (position !== undefined) return Number(position);
  throw invalid("The specified nextToken is invalid; the local cloud goes forward only.");
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
