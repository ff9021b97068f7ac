import { randomUUID } from "node:crypto";
import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Clock } from "../../local/base/clock";
import { calledAs } from "../calledAs";
import { createProgress, type Progress, type Terminal } from "../load/progress";
import { tableOf } from "../load/report";
import { Archive, type ArchivedEvent } from "./archive";
import { type SendResult, sendReplays } from "./send";
import { lastOfEach, sorted } from "./sorted";
import { iso, type TimeRange } from "./times";

export interface ReplayOptions {
  bucket: string;
  streamName: string;
  range: TimeRange;
  /** Absent: of all cards. */
  cardId?: string;
  /** Events a second. */
  rate: number;
  /** Reads and counts, and sends nothing. */
  isDryRun: boolean;
}

export interface ReplayDependencies {
  s3: S3Client;
  kinesis: KinesisClient;
  clock: Clock;
  terminal: Terminal;
  /** Ends the replay after the batch that is under way. */
  signal: AbortSignal;
}

/** The final account of a replay: whole numbers of events. */
export interface ReplayAccount {
  files: number;
  /** Events of the range in the archive, repetitions included. */
  read: number;
  /** Further copies of an event: the archive may hold some. */
  repeated: number;
  malformed: number;
  /** Distinct events, by type. */
  byType: Readonly<Record<string, number>>;
  sent: number;
  failed: number;
  /** The time to go on from, in milliseconds since the Unix epoch; absent where all is sent, or nothing was to be. */
  resumeAt?: number;
}

/**
 * Reads a range of the archive, and sends each event once more into the stream, in the order in which they happened. Of copies with
 * the same id it takes the latest, as the card table did when they came: a gate that repeats an exit may not say when it was.
 */
export async function replay(options: ReplayOptions, dependencies: ReplayDependencies): Promise<ReplayAccount> {
  const { terminal, s3, signal } = dependencies;
  const { range, cardId } = options;
  terminal.write(`events from ${iso(range.from)} to ${iso(range.to)} (UTC)${cardId ? ` of card ${cardId}` : ""}\n`);
  const archive = new Archive(s3, options.bucket);
  const byType: Record<string, number> = {};
  const archived = sorted(whileWanted(archive.events(range, cardId), signal), byId);
  const distinct = lastOfEach(archived, (a, b) => a.id === b.id);
  const inOrder = sorted(counted(distinct, byType), byTime);

  const { reasons, ...outcome } = options.isDryRun
    ? await countOnly(inOrder)
    : await send(inOrder, byType, options, dependencies);
  const account = { ...archive.counts, repeated: archive.counts.read - total(byType), byType, ...outcome };
  terminal.write(`${report(account)}\n`);
  for (const reason of reasons) terminal.write(`the stream did not take events: ${reason}\n`);
  terminal.write(`${verdict(account, options)}\n`);
  return account;
}

/** Tells whether a replay did all that it was asked to. */
export function isComplete({ failed, malformed, resumeAt }: ReplayAccount): boolean {
  return failed === 0 && malformed === 0 && resumeAt === undefined;
}

async function send(
  events: AsyncIterable<ArchivedEvent>,
  byType: Readonly<Record<string, number>>,
  { streamName, rate }: ReplayOptions,
  { kinesis, clock, terminal, signal }: ReplayDependencies,
): Promise<SendResult> {
  let progress: Progress | undefined;
  const result = await sendReplays(
    events,
    { kinesis, clock },
    {
      ...{ streamName, rate, signal },
      replay: { id: `replay-${randomUUID().slice(0, 8)}`, at: clock.now() },
      onSent() {
        // The number of all is known by now: the first event comes when the last one has been read.
        progress ??= createProgress(terminal, clock, total(byType));
        progress.advance();
      },
    },
  );
  progress?.stop();
  return result;
}

async function countOnly(events: AsyncIterable<ArchivedEvent>): Promise<SendResult> {
  // They are counted as they pass.
  for await (const _event of events);
  return { sent: 0, failed: 0, reasons: [] };
}

async function* whileWanted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  for await (const item of items) {
    if (signal.aborted) throw new Error("interrupted while it read the archive: nothing was sent");
    yield item;
  }
}

async function* counted(
  events: AsyncIterable<ArchivedEvent>,
  byType: Record<string, number>,
): AsyncGenerator<ArchivedEvent> {
  for await (const event of events) {
    byType[event.type] = (byType[event.type] ?? 0) + 1;
    yield event;
  }
}

function byId(a: ArchivedEvent, b: ArchivedEvent): number {
  return compareText(a.id, b.id) || a.occurred_at - b.occurred_at;
}

function byTime(a: ArchivedEvent, b: ArchivedEvent): number {
  return a.occurred_at - b.occurred_at || compareText(a.id, b.id);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function total(byType: Readonly<Record<string, number>>): number {
  return Object.values(byType).reduce((sum, count) => sum + count, 0);
}

function report(account: ReplayAccount): string {
  const rows: [name: string, count: number, meaning: string][] = [
    ["read", account.read, `events in ${account.files} files of the archive`],
    ["repeated", account.repeated, "further copies of an event, not to be sent"],
    ...Object.entries(account.byType)
      .sort()
      .map(([type, count]): [string, number, string] => [type, count, "distinct events"]),
    ["sent", account.sent, "taken by the stream"],
    ["failed", account.failed, "not taken, however often they were offered"],
  ];
  if (account.malformed > 0) rows.push(["malformed", account.malformed, "lines of the archive that are no events"]);
  return tableOf(rows);
}

function verdict(account: ReplayAccount, { isDryRun, range, cardId }: ReplayOptions): string {
  if (isDryRun) return `dry run: ${total(account.byType)} events would be sent, none was`;
  if (account.resumeAt === undefined) return `replayed ${account.sent} events`;
  const card = cardId === undefined ? "" : ` --card ${cardId}`;
  return (
    `NOT all events were sent; to go on: ${calledAs("replay")} access-cards --from ${iso(account.resumeAt)} ` +
    `--to ${iso(range.to)}${card}`
  );
}
