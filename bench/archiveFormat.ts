import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { SOUGHT_EMPLOYEE, weekOfEvents } from "./cardEvents";
import { type Figure, figure, type MeasurementInside, repeat } from "./measurement";

const BUSIEST_HOUR = Number(process.env.BENCH_EVENTS_PER_HOUR ?? 10_000);
const WRITES = 3;
const SCANS = 5;
const MIB = 1024 ** 2;
const COLUMNS = {
  ...{ id: "VARCHAR", version: "INTEGER", type: "VARCHAR", occurred_at: "BIGINT", recorded_at: "BIGINT" },
  ...{ card_id: "VARCHAR", gate_id: "VARCHAR", area: "VARCHAR", employee_id: "VARCHAR", reason: "VARCHAR" },
  request_id: "VARCHAR",
};
/** Columns that the query reads: Athena charges for these of Parquet, and for all of JSON. */
const ASKED = ["occurred_at", "type", "gate_id", "employee_id"];
const compress = promisify(gzip);

/** A way to keep a week of hourly files. */
interface Format {
  name: string;
  extension: string;
  write(from: string, to: string): Promise<void>;
  /** SQL that reads all files. */
  table(files: string): string;
  /** Bytes of what the query has to read. */
  bytesAsked(folder: string): Promise<number>;
}

/** GZIP JSON lines against Parquet, for card events in hourly files. */
export const archiveFormat: MeasurementInside = {
  name: "archiveFormat",
  method: `168 hourly files of card events with ${BUSIEST_HOUR} in the busiest hour, the same in every run; each format is written ${WRITES} times from the same lines and queried ${SCANS} times by DuckDB with two threads; formats that answer differently fail.`,
  async measure(note) {
    const folder = path.join(tmpdir(), `sluice-bench-archive-${process.pid}`);
    const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
    const connection = await instance.connect();
    try {
      const events = await writeLines(path.join(folder, "lines"));
      note(`${events} card events in ${7 * 24} hourly files`);
      const figures: Figure[] = [
        figure("archive, JSON lines as they are", "MiB", [(await sizeOf(path.join(folder, "lines"))) / MIB]),
      ];
      const answers = new Set<number>();
      for (const format of formatsWith(connection)) {
        note(format.name);
        figures.push(...(await measureFormat(format, connection, folder, answers)));
      }
      if (answers.size !== 1) throw new Error(`the formats answer differently: ${[...answers].join(", ")} events`);
      return figures;
    } finally {
      connection.closeSync();
      instance.closeSync();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measureFormat(
  format: Format,
  connection: DuckDBConnection,
  folder: string,
  answers: Set<number>,
): Promise<Figure[]> {
  const source = path.join(folder, "lines");
  const target = path.join(folder, format.extension);
  const writeSeconds = await repeat(WRITES, async () => {
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true });
    const startedAt = performance.now();
    for (const file of await readdir(source)) {
      const name = file.replace(".json", `.${format.extension}`);
      await format.write(path.join(source, file), path.join(target, name));
    }
    return (performance.now() - startedAt) / 1000;
  });
  const scanSeconds = await repeat(SCANS, async () => {
    const startedAt = performance.now();
    const reader = await connection.runAndReadAll(
      `SELECT ${ASKED.join(", ")} FROM ${format.table(path.join(target, "*"))} WHERE employee_id = '${SOUGHT_EMPLOYEE}' ORDER BY occurred_at`,
    );
    answers.add(reader.currentRowCount);
    return (performance.now() - startedAt) / 1000;
  });
  const name = `archive, ${format.name}`;
  return [
    figure(`${name}, size`, "MiB", [(await sizeOf(target)) / MIB]),
    figure(`${name}, read by the query`, "MiB", [(await format.bytesAsked(target)) / MIB]),
    figure(`${name}, writing a week`, "s", writeSeconds),
    figure(`${name}, one employee's week`, "s", scanSeconds),
  ];
}

function formatsWith(connection: DuckDBConnection): readonly Format[] {
  const columns = `{${Object.entries(COLUMNS)
    .map(([name, type]) => `${name}: '${type}'`)
    .join(", ")}}`;
  const lines = (files: string) => `read_json('${files}', format = 'newline_delimited', columns = ${columns})`;
  const parquet = (codec: "snappy" | "zstd"): Format => ({
    name: `Parquet (${codec})`,
    extension: `${codec}.parquet`,
    write: async (from, to) => {
      await connection.run(`COPY (SELECT * FROM ${lines(from)}) TO '${to}' (FORMAT parquet, COMPRESSION ${codec})`);
    },
    table: (files) => `read_parquet('${files}')`,
    async bytesAsked(folder) {
      const asked = ASKED.map((name) => `'${name}'`).join(", ");
      const reader = await connection.runAndReadAll(
        `SELECT sum(total_compressed_size)::DOUBLE FROM parquet_metadata('${path.join(folder, "*")}') WHERE path_in_schema IN (${asked})`,
      );
      return Number(reader.getRows()[0]?.[0]);
    },
  });
  return [
    {
      ...{ name: "GZIP JSON lines", extension: "json.gz" },
      write: async (from, to) => writeFile(to, await compress(await readFile(from))),
      table: lines,
      bytesAsked: sizeOf,
    },
    parquet("snappy"),
    parquet("zstd"),
  ];
}

/** @returns how many events there are */
async function writeLines(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  let count = 0;
  for (const { date, hour, events } of weekOfEvents(BUSIEST_HOUR)) {
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
    await writeFile(path.join(folder, `${date}-${hour}.json`), lines);
    count += events.length;
  }
  return count;
}

async function sizeOf(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (file) => (await stat(path.join(folder, file))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
