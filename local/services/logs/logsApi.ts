import type { GetLogEventsCommandInput, GetLogEventsCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { awsApi, type Operation } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import type { Request } from "../../edge/wireTypes";
import type { Logs } from "./logs";

type Parts = Pick<Logs, "follow">;
type Input = GetLogEventsCommandInput & { logGroupName: string | undefined };

/** Events of one page (Amazon CloudWatch Logs API Reference, GetLogEvents). */
const MAX_EVENTS = 10_000;
/** The parameters that are understood; any other is refused by name. */
const PARAMETERS: ReadonlySet<string> = new Set([
  "logGroupName",
  "logStreamName",
  "nextToken",
  "startFromHead",
  "limit",
]);

/** CloudWatch Logs' API, as far as whoever follows a log needs it: the events of one stream, page by page. */
export function logsApi(logs: Parts): AwsService {
  return awsApi({
    signingName: "logs",
    protocol: "json-1.1",
    parts: logs,
    operations: { GetLogEvents: getLogEvents },
    unknown: (operation, known) =>
      new AwsError(
        "UnknownOperationException",
        `logs:${operation} is not supported locally yet (supported: ${known.join(", ")}); add it to local/services/logs/logsApi.ts`,
      ),
    refused: () => invalid("logGroupName and logStreamName must be texts"),
  });
}

const getLogEvents: Operation<Parts, Input, GetLogEventsCommandOutput> = {
  parameters: { logGroupName: "text", logStreamName: "text" },
  permissions(input) {
    checkKnown(input);
    const stream = `log-group:${input.logGroupName}:log-stream:${input.logStreamName}`;
    return [{ action: "logs:GetLogEvents", resource: arn("logs", stream) }];
  },
  run({ logGroupName, logStreamName, nextToken, startFromHead, limit = MAX_EVENTS }, logs) {
    if (nextToken === undefined && startFromHead !== true) {
      throw invalid("the local cloud reads a log stream from its head only: set startFromHead to true");
    }
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_EVENTS) {
      throw invalid(`limit must be a whole number from 1 to ${MAX_EVENTS}`);
    }
    const page = logs.follow(logGroupName, logStreamName, { from: positionOf(nextToken), limit });
    return {
      events: page.events.map(({ timestamp, message }) => ({ timestamp, message, ingestionTime: timestamp })),
      // At the end of the stream, it is the token that was passed in.
      nextForwardToken: `f/${page.next}`,
      nextBackwardToken: `b/${page.next}`,
    };
  },
};

function checkKnown(input: Request<Input>): void {
  const unknown = Object.keys(input).find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) throw invalid(`${unknown} is not supported locally yet`);
}

function positionOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const [, position] = /^f\/(\d+)$/.exec(token) ?? [];
  if (position !== undefined) return Number(position);
  throw invalid("The specified nextToken is invalid; the local cloud goes forward only.");
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
