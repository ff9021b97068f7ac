import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import type { Report } from "../../base/report";
import type { Metrics } from "../cloudwatch/metrics";
import { embeddedMetrics } from "./embeddedMetrics";
import { type KeptLines, noLines } from "./keptLines";
import type { LogEvent } from "./logEvent";
import { LogStore } from "./logStore";
import { type MetricFilter, type MetricFilterSpec, metricFilter } from "./metricFilter";

/** CloudWatch Logs: log groups, bounded per group. */
export interface Logs {
  putLogGroup(group: { name: string; retentionInDays?: number }): void;
  deleteLogGroup(name: string): void;
  hasLogGroup(name: string): boolean;
  /**
   * A stream that is there before anything is written to it: services that do not make their own need one.
   * @throws AwsError `ResourceNotFoundException` when the group does not exist
   */
  putLogStream(groupName: string, streamName: string): void;
  deleteLogStream(groupName: string, streamName: string): void;
  hasLogStream(groupName: string, streamName: string): boolean;
  /**
   * Makes a metric of the events that are written from now on.
   * @throws AwsError `ResourceNotFoundException` when the group does not exist
   * @throws Error for a pattern or a value that cannot be read
   */
  putMetricFilter(filter: MetricFilterSpec): void;
  deleteMetricFilter(groupName: string, filterName: string): void;
  /**
   * Appends events, and turns embedded metric format documents into metrics, as AWS does.
   * @throws AwsError `ResourceNotFoundException` when the group does not exist
   */
  write(groupName: string, streamName: string, events: readonly LogEvent[]): void;
  /** The newest events of a group, oldest first. */
  read(groupName: string, limit?: number): readonly LogEvent[];
  /**
   * The events of one stream from a position on (0 is its head), oldest first, and the position to go on from.
   * @throws AwsError `ResourceNotFoundException` when there is no such group, or no event in such a stream
   */
  follow(
    groupName: string,
    streamName: string,
    page: { from: number; limit: number },
  ): { events: readonly LogEvent[]; next: number };
}

interface Group {
  store: LogStore;
  /** Names of those that were made, not those that came with what was written. */
  streams: Set<string>;
  filters: Map<string, MetricFilter>;
  retentionInDays?: number;
}

export interface LogsDependencies {
  clock: Clock;
  metrics: Pick<Metrics, "put">;
  report: Report;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** The limit of one FilterLogEvents or GetLogEvents call on AWS. */
const DEFAULT_LIMIT = 10_000;

/** Each group keeps its newest 20,000 events, at most 32 MiB of them. @param kept where lines outlive a stop */
export function createLogs({ clock, metrics, report }: LogsDependencies, kept: KeptLines = noLines): Logs {
  const groups = new Map<string, Group>();

  const groupOf = (name: string) => {
    const group = groups.get(name);
    if (!group) throw new AwsError("ResourceNotFoundException", `The specified log group does not exist: ${name}`);
    return group;
  };

  const oldest = (retentionInDays: number | undefined) =>
    retentionInDays === undefined ? Number.NEGATIVE_INFINITY : clock.now() - retentionInDays * DAY_MS;

  return {
    putLogGroup({ name, retentionInDays }) {
      const store = () => new LogStore(() => kept.read(name));
      const known: Group = groups.get(name) ?? { store: store(), streams: new Set(), filters: new Map() };
      const { retentionInDays: _before, ...rest } = known;
      // 0 means that events never expire, as in Pulumi's own default.
      groups.set(name, { ...rest, ...(retentionInDays && { retentionInDays }) });
    },
    deleteLogGroup(name) {
      groups.delete(name);
      kept.remove(name);
    },
    hasLogGroup: (name) => groups.has(name),
    putLogStream: (groupName, streamName) => void groupOf(groupName).streams.add(streamName),
    deleteLogStream: (groupName, streamName) => void groups.get(groupName)?.streams.delete(streamName),
    hasLogStream: (groupName, streamName) => groups.get(groupName)?.streams.has(streamName) === true,
    putMetricFilter: (spec) => void groupOf(spec.logGroupName).filters.set(spec.name, metricFilter(spec)),
    deleteMetricFilter: (groupName, filterName) => void groups.get(groupName)?.filters.delete(filterName),
    write(groupName, streamName, events) {
      const { store, filters } = groupOf(groupName);
      for (const { timestamp, message } of events) {
        const event = { timestamp, message, stream: streamName };
        store.append(event);
        kept.append(groupName, event);
        for (const filter of filters.values()) {
          const datum = filter({ timestamp, message });
          if (datum !== undefined) metrics.put(datum);
        }
        const { metrics: found, problem } = embeddedMetrics(message);
        for (const datum of found) metrics.put(datum);
        if (problem !== undefined) {
          report.warn(groupName, `an embedded metric document gives no metrics, here as on AWS: ${problem}`);
        }
      }
    },
    follow(groupName, streamName, page) {
      const { store, retentionInDays } = groupOf(groupName);
      if (!store.hasStream(streamName)) {
        throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
      }
      return store.follow(streamName, { ...page, since: oldest(retentionInDays) });
    },
    read(groupName, limit = DEFAULT_LIMIT) {
      const { store, retentionInDays } = groupOf(groupName);
      const since = oldest(retentionInDays);
      return store.newest(limit, since).map(({ timestamp, message }) => ({ timestamp, message }));
    },
  };
}
