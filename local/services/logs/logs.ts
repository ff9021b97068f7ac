import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import type { Report } from "../../base/report";
import type { Metrics } from "../cloudwatch/metrics";
import { embeddedMetrics } from "./embeddedMetrics";
import { type KeptLines, noLines } from "./keptLines";
import type { LogEvent } from "./logEvent";
import { type EventQuery, LogStore, type PlacedEvent } from "./logStore";
import { type MetricFilter, type MetricFilterSpec, metricFilter } from "./metricFilter";

/** CloudWatch Logs: log groups, bounded per group. */
export interface Logs {
  putLogGroup(group: { name: string; retentionInDays?: number }): void;
  deleteLogGroup(name: string): void;
  hasLogGroup(name: string): boolean;
  /** In the order in which they were made. */
  groups(): readonly LogGroupFacts[];
  /**
   * A stream that is there before anything is written to it: services that do not make their own need one.
   * @throws AwsError `ResourceNotFoundException` when the group does not exist
   */
  putLogStream(groupName: string, streamName: string): void;
  /** Takes its events with it. */
  deleteLogStream(groupName: string, streamName: string): void;
  hasLogStream(groupName: string, streamName: string): boolean;
  /**
   * The streams of a group: those that were made, and those that have events.
   * @throws AwsError `ResourceNotFoundException` when the group does not exist
   */
  streams(groupName: string): readonly LogStreamFacts[];
  /**
   * Makes a metric of the events that are written from now on.
   * @throws AwsError `ResourceNotFoundException` when the group does not exist
   * @throws Error for a pattern or a value that cannot be read
   */
  putMetricFilter(filter: MetricFilterSpec): void;
  deleteMetricFilter(groupName: string, filterName: string): void;
  /** The metric filters of all groups. */
  metricFilters(): readonly MetricFilterFacts[];
  /**
   * Appends events, and turns embedded metric format documents into metrics, as AWS does.
   * @throws AwsError `ResourceNotFoundException` when the group does not exist
   */
  write(groupName: string, streamName: string, events: readonly LogEvent[]): void;
  /** The newest events of a group, oldest first. */
  read(groupName: string, limit?: number): readonly LogEvent[];
  /**
   * Events of a group that are within its retention, in the order in which they were written.
   * @throws AwsError `ResourceNotFoundException` when the group, or the stream that is asked for, does not exist
   */
  find(groupName: string, query: EventQuery): readonly PlacedEvent[];
}

export interface LogGroupFacts {
  readonly name: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly retentionInDays?: number;
  readonly storedBytes: number;
  readonly filterCount: number;
}

/** Times are milliseconds since the Unix epoch; those of events are there where it has some. */
export interface LogStreamFacts {
  readonly name: string;
  readonly createdAt: number;
  readonly firstEventAt?: number;
  readonly lastEventAt?: number;
  readonly lastIngestedAt?: number;
}

export interface MetricFilterFacts {
  readonly spec: MetricFilterSpec;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

interface Filter extends MetricFilterFacts {
  readonly datumOf: MetricFilter;
}

interface Group {
  store: LogStore;
  createdAt: number;
  /** When those were made that did not come with what was written. */
  streams: Map<string, number>;
  filters: Map<string, Filter>;
  retentionInDays?: number;
}

export interface LogsDependencies {
  clock: Clock;
  metrics: Pick<Metrics, "put">;
  report: Report;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Events that people read at most. */
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
      const known: Group = groups.get(name) ?? {
        ...{ store: store(), createdAt: clock.now(), streams: new Map(), filters: new Map() },
      };
      const { retentionInDays: _before, ...rest } = known;
      // 0 means that events never expire, as in Pulumi's own default.
      groups.set(name, { ...rest, ...(retentionInDays && { retentionInDays }) });
    },
    deleteLogGroup(name) {
      groups.delete(name);
      kept.remove(name);
    },
    hasLogGroup: (name) => groups.has(name),
    groups: () =>
      [...groups].map(([name, { store, createdAt, filters, retentionInDays }]) => ({
        ...{ name, createdAt, storedBytes: store.bytes, filterCount: filters.size },
        ...(retentionInDays !== undefined && { retentionInDays }),
      })),
    putLogStream(groupName, streamName) {
      const { streams } = groupOf(groupName);
      if (!streams.has(streamName)) streams.set(streamName, clock.now());
    },
    deleteLogStream(groupName, streamName) {
      const group = groups.get(groupName);
      group?.streams.delete(streamName);
      if (!group?.store.hasStream(streamName)) return;
      group.store.deleteStream(streamName);
      kept.remove(groupName);
      for (const event of group.store.find()) kept.append(groupName, event);
    },
    hasLogStream(groupName, streamName) {
      const group = groups.get(groupName);
      return group !== undefined && isStream(group, streamName);
    },
    streams: (groupName) => streamsOf(groupOf(groupName)),
    putMetricFilter(spec) {
      const { filters } = groupOf(spec.logGroupName);
      const createdAt = filters.get(spec.name)?.createdAt ?? clock.now();
      filters.set(spec.name, { spec, createdAt, datumOf: metricFilter(spec) });
    },
    metricFilters: () => [...groups.values()].flatMap(({ filters }) => [...filters.values()]),
    deleteMetricFilter: (groupName, filterName) => void groups.get(groupName)?.filters.delete(filterName),
    write(groupName, streamName, events) {
      const { store, filters } = groupOf(groupName);
      const ingestedAt = clock.now();
      for (const { timestamp, message } of events) {
        const event = { timestamp, message, stream: streamName, ingestedAt };
        store.append(event);
        kept.append(groupName, event);
        for (const { datumOf } of filters.values()) {
          const datum = datumOf({ timestamp, message });
          if (datum !== undefined) metrics.put(datum);
        }
        const { metrics: found, problem } = embeddedMetrics(message);
        for (const datum of found) metrics.put(datum);
        if (problem !== undefined) {
          report.warn(groupName, `an embedded metric document gives no metrics, here as on AWS: ${problem}`);
        }
      }
    },
    find(groupName, query) {
      const group = groupOf(groupName);
      if (query.stream !== undefined && !isStream(group, query.stream)) {
        throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
      }
      return group.store.find({ ...query, since: Math.max(query.since ?? -Infinity, oldest(group.retentionInDays)) });
    },
    read(groupName, limit = DEFAULT_LIMIT) {
      const { store, retentionInDays } = groupOf(groupName);
      const since = oldest(retentionInDays);
      return store.newest(limit, since).map(({ timestamp, message }) => ({ timestamp, message }));
    },
  };
}

function isStream({ streams, store }: Group, name: string): boolean {
  return streams.has(name) || store.hasStream(name);
}

function streamsOf({ streams, store }: Group): LogStreamFacts[] {
  const facts = new Map<string, LogStreamFacts>([...streams].map(([name, createdAt]) => [name, { name, createdAt }]));
  for (const { stream: name, timestamp, ingestedAt } of store.find()) {
    const known = facts.get(name) ?? { name, createdAt: ingestedAt };
    facts.set(name, {
      ...known,
      firstEventAt: Math.min(known.firstEventAt ?? Infinity, timestamp),
      lastEventAt: Math.max(known.lastEventAt ?? -Infinity, timestamp),
      lastIngestedAt: ingestedAt,
    });
  }
  return [...facts.values()];
}
