import type {
  FilterLogEventsCommandInput,
  FilterLogEventsCommandOutput,
  GetLogEventsCommandInput,
  GetLogEventsCommandOutput,
  PutLogEventsCommandInput,
  PutLogEventsCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import { type LogPattern, parsePattern } from "../../services/logs/filterPattern";
import type { PlacedEvent } from "../../services/logs/logStore";
import {
  badToken,
  check,
  checkStream,
  groupIn,
  groupNameOf,
  invalid,
  type LogsOperation,
  onGroup,
  onStream,
  paged,
} from "./logsOperation";

/** Source: Amazon CloudWatch Logs API Reference, "PutLogEvents", "GetLogEvents" and "FilterLogEvents". */
const MOST_EVENTS = 10_000;
const MOST_BYTES = 1_048_576;
/** Bytes that each event counts beside its message. */
const EVENT_BYTES = 26;
const DAY_MS = 24 * 60 * 60 * 1000;
const OLDEST_MS = 14 * DAY_MS;
const NEWEST_MS = 2 * 60 * 60 * 1000;

/** Events that are too old or too new are left out, and the answer says which. */
export const putLogEvents: LogsOperation<PutLogEventsCommandInput, PutLogEventsCommandOutput> = {
  parameters: { logGroupName: "text", logStreamName: "text", logEvents: "list" },
  permissions: ({ logGroupName, logStreamName }) => onStream("logs:PutLogEvents", logGroupName, logStreamName),
  run({ logGroupName, logStreamName, logEvents }, parts) {
    check(["logEvents", logEvents, { min: 1, max: MOST_EVENTS }]);
    checkStream(parts, logGroupName, logStreamName);
    const events = logEvents.map(({ timestamp = 0, message = "" }, index) => {
      check([`logEvents.${index + 1}.member.message`, message, { min: 1 }]);
      return { timestamp, message };
    });
    if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0))) {
      throw invalid("Log events in a single PutLogEvents request must be in chronological order.");
    }
    const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + EVENT_BYTES, 0);
    if (bytes > MOST_BYTES) throw invalid(`Upload too large: ${bytes} bytes exceeds limit of ${MOST_BYTES}`);
    const now = parts.clock.now();
    const { retentionInDays = Infinity } = parts.logs.groups().find(({ name }) => name === logGroupName) ?? {};
    const tooOld = events.filter(({ timestamp }) => timestamp < now - OLDEST_MS).length;
    const expired = events.filter(({ timestamp }) => timestamp < now - retentionInDays * DAY_MS).length;
    const tooNew = events.findIndex(({ timestamp }) => timestamp > now + NEWEST_MS);
    const accepted = events.slice(Math.max(tooOld, expired), tooNew < 0 ? undefined : tooNew);
    if (accepted.length > 0) parts.logs.write(logGroupName, logStreamName, accepted);
    const rejected = {
      ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
      ...(expired > 0 && { expiredLogEventEndIndex: expired }),
      ...(tooNew >= 0 && { tooNewLogEventStartIndex: tooNew }),
    };
    return {
      // Nobody has to give it back any more.
      nextSequenceToken: String(now),
      ...(Object.keys(rejected).length > 0 && { rejectedLogEventsInfo: rejected }),
    };
  },
};

/** The newest events of a stream, or those from its head, and from there on in both directions. */
export const getLogEvents: LogsOperation<GetLogEventsCommandInput, GetLogEventsCommandOutput> = {
  parameters: { logStreamName: "text", nextToken: "text?", limit: "number?", startFromHead: "flag?" },
  permissions: (input) => onStream("logs:GetLogEvents", groupNameOf(input), input.logStreamName),
  run(
    { logStreamName: stream, nextToken, limit = MOST_EVENTS, startFromHead = false, startTime, endTime, ...named },
    parts,
  ) {
    check(["limit", limit, { min: 1, max: MOST_EVENTS }]);
    const [direction, position] = placeOf(nextToken, startFromHead);
    const range = {
      ...(startTime !== undefined && { since: startTime }),
      ...(endTime !== undefined && { until: endTime }),
    };
    const group = groupNameOf(named);
    groupIn(parts, group);
    const all = parts.logs.find(group, {
      ...{ stream, ...range },
      ...(direction === "f" && { from: position, limit }),
    });
    const before = all.filter((event) => event.position < position);
    const events = direction === "f" ? all : before.slice(Math.max(0, before.length - limit));
    const [first, last] = [events[0], events.at(-1)];
    // At an end of the stream, it is the token that was passed in.
    const end = direction === "f" ? position : Number.isFinite(position) ? position : 0;
    return {
      events: events.map(({ timestamp, message, ingestedAt }) => ({ timestamp, message, ingestionTime: ingestedAt })),
      nextForwardToken: `f/${last ? last.position + 1 : end}`,
      nextBackwardToken: `b/${first ? first.position : end}`,
    };
  },
};

/** Events of all streams, in the order of their times. */
export const filterLogEvents: LogsOperation<FilterLogEventsCommandInput, FilterLogEventsCommandOutput> = {
  parameters: { logStreamNames: "list?", filterPattern: "text?", nextToken: "text?", limit: "number?" },
  permissions: (input) => onGroup("logs:FilterLogEvents", groupNameOf(input)),
  run(given, parts) {
    const { logStreamNames: names, logStreamNamePrefix: prefix, startTime, endTime, filterPattern = "" } = given;
    if (names !== undefined && prefix !== undefined) {
      throw invalid("LogStream names and LogStream name prefix are mutually exclusive parameters.");
    }
    const group = groupNameOf(given);
    groupIn(parts, group);
    for (const name of names ?? []) checkStream(parts, group, name);
    const matches = patternOf(filterPattern);
    const found = parts.logs
      .find(group, {
        ...(startTime !== undefined && { since: startTime }),
        ...(endTime !== undefined && { until: endTime + 1 }),
      })
      .filter(
        ({ stream, message }) =>
          (names === undefined || names.includes(stream)) &&
          (prefix === undefined || stream.startsWith(prefix)) &&
          matches(message),
      );
    const inOrder = [...found].sort((one, other) => one.timestamp - other.timestamp);
    const { items, next } = paged(inOrder, given, MOST_EVENTS);
    return {
      events: items.map((event) => ({
        logStreamName: event.stream,
        timestamp: event.timestamp,
        message: event.message,
        ingestionTime: event.ingestedAt,
        eventId: idOf(event),
      })),
      // AWS no longer fills it.
      searchedLogStreams: [],
      ...(next !== undefined && { nextToken: next }),
    };
  },
};

/** The direction that a call reads in, and the position that it starts from. */
function placeOf(token: string | undefined, startFromHead: boolean): ["f" | "b", number] {
  if (token === undefined) return startFromHead ? ["f", 0] : ["b", Infinity];
  const [, direction, position] = /^([fb])\/(\d+)$/.exec(token) ?? [];
  if (position === undefined) throw badToken();
  return [direction === "f" ? "f" : "b", Number(position)];
}

function patternOf(text: string): LogPattern {
  try {
    return parsePattern(text);
  } catch (error) {
    throw invalid(`Invalid filter pattern: ${(error as Error).message}`);
  }
}

/** AWS's ids have 56 digits. */
function idOf({ timestamp, position }: PlacedEvent): string {
  return `${timestamp}`.padStart(28, "0") + `${position}`.padStart(28, "0");
}
