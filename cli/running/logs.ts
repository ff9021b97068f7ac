import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";

/** The names of all log groups. */
export async function logGroups(logs: CloudWatchLogsClient): Promise<readonly string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new DescribeLogGroupsCommand({ ...(nextToken !== undefined && { nextToken }) }));
    names.push(...(page.logGroups ?? []).flatMap(({ logGroupName }) => logGroupName ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names;
}

/** @throws Error that lists the log groups, where the text is in the name of none or of several */
export function logGroupNamed(groups: readonly string[], text: string): string {
  const [found, ...others] = groups.includes(text) ? [text] : groups.filter((name) => name.includes(text));
  if (found !== undefined && others.length === 0) return found;
  const which = found === undefined ? "no log group has" : "several log groups have";
  const known = [...(found === undefined ? groups : [found, ...others])].sort();
  throw new Error(`${which} "${text}" in the name: ${known.join(", ") || "there is none"}`);
}

/** An event of a log. */
export interface LoggedLine {
  /** ISO 8601, UTC. */
  time: string;
  /** The log stream. */
  stream: string;
  message: string;
}

/**
 * Reads the events of a log group, the oldest first, and gives each once.
 * @param since milliseconds since the Unix epoch
 */
export class LogReader {
  readonly #logs: CloudWatchLogsClient;
  readonly #group: string;
  #since: number;
  /** Events of the newest instant, of which more may come. */
  #seen = new Set<string>();

  constructor(logs: CloudWatchLogsClient, group: string, since: number) {
    this.#logs = logs;
    this.#group = group;
    this.#since = since;
  }

  async next(): Promise<readonly LoggedLine[]> {
    const events: FilteredLogEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.#logs.send(
        new FilterLogEventsCommand({
          ...{ logGroupName: this.#group, startTime: this.#since },
          ...(nextToken !== undefined && { nextToken }),
        }),
      );
      events.push(...(page.events ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    const fresh = events.filter(({ eventId = "" }) => !this.#seen.has(eventId));
    const newest = Math.max(this.#since, ...events.map(({ timestamp = 0 }) => timestamp));
    this.#since = newest;
    this.#seen = new Set(events.filter(({ timestamp }) => timestamp === newest).map(({ eventId = "" }) => eventId));
    return fresh.map(({ timestamp = 0, logStreamName: stream = "", message = "" }) => {
      return { time: new Date(timestamp).toISOString(), stream, message: message.trimEnd() };
    });
  }
}
