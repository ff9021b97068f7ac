import { closeSync, writeSync } from "node:fs";
import { lineOf, openToAppend, readJournal, replaceJournal } from "./journalFile";

/** Where a service records each change of what it holds in memory. */
export interface Journal<Entry> {
  /**
   * Records a change. Change the state and append **in one synchronous step**: the entry is in the file before anything that
   * follows an `await`, such as the reply to whoever asked, and a snapshot finds the two in accord. The entries of one step are kept
   * together or, where the write of the last step was cut off, not at all.
   *
   * @param entry what JSON can hold; bytes as base64
   */
  append(entry: Entry): void;
}

/** The part of a service whose changes a journal records. */
export interface JournalParts<Entry> {
  /** Does again what an entry records. Called for every entry of the file, in order, before the journal is there. */
  replay(entry: Entry): void;
  /** The entries that make the state as it is now of an empty one, what no resource has taken up included. */
  snapshot(): Iterable<Entry>;
}

export interface JournalOptions {
  /** A file below that size is not written anew. @default 4 MiB */
  compactAbove?: number;
  /** Called when the disk does not take an entry (again, when it does not take one later either). */
  onFailure?(error: Error): void;
  /** For tests. @default `writeSync` of Node */
  write?(fd: number, bytes: Buffer, offset: number): number;
}

const COMPACT_ABOVE = 4 * 1024 * 1024;

/**
 * A log of changes in one file. An entry is handed to the operating system at the end of the synchronous step that appended it: it
 * survives the end of this process, however that comes about. It is not forced to the disk (`fsync`), so that the last seconds may be
 * missing after a loss of power; what is there then is whole up to some entry.
 *
 * Writes the file anew, as the snapshot of the service, whenever it has doubled since the last time.
 */
export class JournalFile<Entry> implements Journal<Entry> {
  readonly #file: string;
  readonly #parts: JournalParts<Entry>;
  readonly #compactAbove: number;
  readonly #onFailure: (error: Error) => void;
  readonly #write: (fd: number, bytes: Buffer, offset: number) => number;
  #fd: number;
  #bytes: number;
  #snapshotBytes = 0;
  /** Entries of the present step, as JSON. */
  #step: string[] = [];
  /** Bytes of steps taken before, which the disk has not taken yet. */
  #rest = Buffer.alloc(0);
  #scheduled = false;
  #failure: Error | undefined;
  #closed = false;

  /** @throws JournalDamaged */
  constructor(file: string, parts: JournalParts<Entry>, options: JournalOptions = {}) {
    this.#file = file;
    this.#parts = parts;
    this.#compactAbove = options.compactAbove ?? COMPACT_ABOVE;
    this.#onFailure = options.onFailure ?? (() => {});
    this.#write = options.write ?? writeSync;
    this.#bytes = readJournal(file, (entry) => parts.replay(entry as Entry));
    this.#fd = openToAppend(file);
  }

  append(entry: Entry): void {
    if (this.#closed) return;
    this.#step.push(JSON.stringify(entry));
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  /** The reason why entries are not in the file. They are written with the next that is appended. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Writes what was appended; what the disk does not take is kept for the next time. */
  flush(): void {
    if (this.#closed) return;
    try {
      if (this.#bytes > Math.max(this.#compactAbove, 2 * this.#snapshotBytes)) this.#compact();
      this.#writeStep();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = asError(error);
      this.#onFailure(this.#failure);
    }
  }

  /** Writes what is left. Nobody is told of what is appended later, so that it is not recorded. */
  close(): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
    closeSync(this.#fd);
  }

  #writeStep(): void {
    if (this.#step.length > 0) {
      const line = Buffer.from(lineOf(this.#step.splice(0)));
      this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, line]) : line;
    }
    while (this.#rest.length > 0) {
      const written = this.#write(this.#fd, this.#rest, 0);
      this.#rest = this.#rest.subarray(written);
      this.#bytes += written;
    }
  }

  /** Puts the state in the place of how it came about. What waits to be written is part of it. */
  #compact(): void {
    try {
      this.#bytes = replaceJournal(this.#file, linesOf(this.#parts.snapshot()));
      this.#step = [];
      this.#rest = Buffer.alloc(0);
      closeSync(this.#fd);
      this.#fd = openToAppend(this.#file);
    } catch (error) {
      // The file as it is goes on being good; the next attempt is when it has doubled.
      this.#onFailure(asError(error));
    }
    this.#snapshotBytes = this.#bytes;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function* linesOf<Entry>(entries: Iterable<Entry>): Generator<string> {
  for (const entry of entries) yield lineOf([JSON.stringify(entry)]);
}
