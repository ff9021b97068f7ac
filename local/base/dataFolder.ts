import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import path from "node:path";
import { AwsError } from "./awsError";
import { calledAs, callOf } from "./calledAs";
import type { Clock } from "./clock";
import { type Journal, JournalFile, type JournalOptions, type JournalParts } from "./journal";
import type { Report } from "./report";

/** How what is kept is laid out and written. Raise it with every change that an older version could not read. */
export const DATA_FORMAT = 2;

const FORMAT_FILE = "format.json";
const PRIVATE_FOLDER = 0o700;
/** Postgres, which root starts as another user, has to get to its own folder. */
const PASSABLE_FOLDER = 0o711;
const PRIVATE_FILE = 0o600;
const RETRY_AFTER_MS = 1000;
/** Advice about data that cannot be read. */
export const WAY_OUT = `${callOf("reset")} empties it, ${calledAs("dev")} --fresh starts with nothing`;

/** Whose data a folder holds. */
export interface DataOwner {
  project: string;
  stack: string;
}

/** Where services keep what outlives a stop of the local cloud. */
export interface DataFolder {
  /** False where everything is to be gone after a stop: journals record nothing, and there is no {@link folder}. */
  readonly keeps: boolean;
  /**
   * The folder of one service, made for this user alone where there is none.
   * @param service `"dynamodb"`
   */
  folder(service: string): string;
  /**
   * Opens the journal of a service, `<service>/journal`, after it has replayed what is in it.
   * @throws JournalDamaged
   */
  journal<Entry>(service: string, parts: JournalParts<Entry>): Journal<Entry>;
  /**
   * Called before the outcome of a call is acknowledged.
   * @throws AwsError `ServiceUnavailable`, which SDKs retry, while the disk does not take what has to be recorded
   */
  checkRecorded(): void;
  close(): void;
}

/** Parts that a data folder needs, and how its journals write. */
export interface DataFolderDependencies extends Pick<JournalOptions, "write"> {
  clock: Clock;
  report: Report;
}

/** Keeps nothing: for tests, and where the caller wants it so. */
export const nothingKept: DataFolder = {
  keeps: false,
  folder(service) {
    throw new Error(`nothing of ${service} is kept`);
  },
  journal: () => ({ append() {} }),
  checkRecorded() {},
  close() {},
};

/** Kept data cannot be read by this version, or belongs to another program. */
export class DataFolderRefused extends Error {
  override readonly name = "DataFolderRefused";
}

/** The folder with the data of a stack. */
export function dataFolderOf(workFolder: string, stack: string): string {
  // No path leads out of it: a stack may be called "..", for what Pulumi knows.
  return path.join(workFolder, "data", encodeURIComponent(stack).replaceAll(".", "%2E"));
}

/**
 * Opens a folder with what is kept, or makes it. The caller has claimed the work folder that it is in, so that no other local cloud
 * writes to it.
 *
 * @throws DataFolderRefused
 */
export function openDataFolder(
  root: string,
  owner: DataOwner,
  { clock, report, ...writing }: DataFolderDependencies,
): DataFolder {
  makePrivate(root, process.getuid?.() === 0 ? PASSABLE_FOLDER : PRIVATE_FOLDER);
  checkFormat(root, owner);
  const journals = new Map<string, JournalFile<never>>();
  let retrying = false;

  const failure = () => [...journals].find(([, { failure }]) => failure !== undefined);

  function onFailure(service: string, error: Error): void {
    if (retrying) return;
    report.warn("data", `what ${service} holds cannot be recorded: ${error.message}. Calls are refused until it can`);
    retrying = true;
    retry();
  }

  function retry(): void {
    clock.after(RETRY_AFTER_MS, () => {
      if (journals.size === 0) return;
      for (const journal of journals.values()) if (journal.failure) journal.flush();
      if (failure()) return retry();
      retrying = false;
      report.warn("data", "everything is recorded again");
    });
  }

  function folder(service: string): string {
    const made = path.join(root, service);
    makePrivate(made);
    return made;
  }

  return {
    keeps: true,
    folder,
    journal<Entry>(service: string, parts: JournalParts<Entry>) {
      if (journals.has(service)) throw new Error(`the journal of ${service} is open already`);
      const file = path.join(folder(service), "journal");
      const options = { ...writing, onFailure: (error: Error) => onFailure(service, error) };
      const journal = new JournalFile<Entry>(file, parts, options);
      journals.set(service, journal as unknown as JournalFile<never>);
      return journal;
    },
    checkRecorded() {
      const failed = failure();
      if (failed === undefined) return;
      const [service, { failure: reason }] = failed;
      const message = `The local cloud cannot record what ${service} holds: ${reason?.message}`;
      throw new AwsError("ServiceUnavailable", message, 503);
    },
    close() {
      for (const journal of journals.values()) journal.close();
      journals.clear();
    },
  };
}

function makePrivate(folder: string, mode = PRIVATE_FOLDER): void {
  mkdirSync(folder, { recursive: true });
  // Windows knows no such modes; there it changes nothing.
  chmodSync(folder, mode);
}

function checkFormat(root: string, { project, stack }: DataOwner): void {
  const file = path.join(root, FORMAT_FILE);
  if (!existsSync(file)) {
    const found = readdirSync(root).filter((name) => name !== `${FORMAT_FILE}.new`);
    if (found.length > 0) {
      throw new DataFolderRefused(`${root} holds ${found.join(", ")}, but no ${FORMAT_FILE} that says how: ${WAY_OUT}`);
    }
    writeFileSync(`${file}.new`, `${JSON.stringify({ format: DATA_FORMAT, project, stack }, null, 2)}\n`, {
      mode: PRIVATE_FILE,
    });
    renameSync(`${file}.new`, file);
    return;
  }
  checkKept(root, { project, stack });
}

/**
 * Looks at what a folder that is there says of itself, and changes nothing.
 * @throws DataFolderRefused where this version cannot read it, or it is another program's
 */
export function checkKept(root: string, { project, stack }: DataOwner): void {
  const found = readFormat(path.join(root, FORMAT_FILE));
  if (found.format !== DATA_FORMAT) {
    const age = found.format > DATA_FORMAT ? "a newer" : "an older";
    throw new DataFolderRefused(
      `${root} was written by ${age} Sluice (format ${found.format}; this one has ${DATA_FORMAT}). Go on with that version, or: ${WAY_OUT}`,
    );
  }
  if (found.project !== project || found.stack !== stack) {
    throw new DataFolderRefused(
      `${root} holds the data of ${found.project}/${found.stack}, not of ${project}/${stack}: ${WAY_OUT}`,
    );
  }
}

interface Format extends DataOwner {
  format: number;
}

function readFormat(file: string): Format {
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new DataFolderRefused(`${file} is damaged, so that nobody knows how the rest is to be read: ${WAY_OUT}`);
  }
  const { format, project, stack } = (found ?? {}) as Partial<Record<keyof Format, unknown>>;
  if (typeof format !== "number" || typeof project !== "string" || typeof stack !== "string") {
    throw new DataFolderRefused(`${file} does not say format, project and stack: ${WAY_OUT}`);
  }
  return { format, project, stack };
}

/** Removes what is kept in a folder that {@link openDataFolder} made. @returns the services that held something */
export async function emptyDataFolder(root: string): Promise<readonly string[]> {
  if (!existsSync(root)) return [];
  const services = readdirSync(root).filter((name) => !name.startsWith(FORMAT_FILE));
  // Moved first: an end in the middle leaves nothing that could be taken for what is kept.
  const gone = `${root}.gone`;
  await rm(gone, { recursive: true, force: true });
  await rename(root, gone);
  // A server that a killed local cloud has left may write into its folder until it has ended.
  await rm(gone, { recursive: true, force: true, maxRetries: 10 });
  return services;
}
