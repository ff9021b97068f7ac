import type { Principal } from "../../../iam/iam";
import type { Services } from "../../../services";
import { duckdbType } from "../../glue/columnTypes";
import type { Table } from "../../glue/glue";
import type { EngineSession } from "../engine/engineSession";
import { locationOf } from "../location";
import { conjunction, type QueryNode, type SelectNode } from "../sql/ast";
import type { Parser } from "../sql/parser";
import { partitionCondition } from "../sql/prune";
import type { TableUse } from "../sql/translate";
import { eachBatchOfLines } from "./lines";

/** One object that a query has to read. */
export interface ScannedObject {
  bucket: string;
  key: string;
  /** Compressed, in bytes. */
  size: number;
  /** Values of the table's partition keys, in their order. */
  partition: readonly string[];
}

/** One table of a query, and what of it there is to read. */
export interface Scan {
  use: TableUse;
  objects: readonly ScannedObject[];
  /** Columns that the query may need; partition keys left out. */
  columns: readonly string[];
}

/** Characters that go to the engine at once: a message of its own for each chunk of a file would take as long as its rows. */
const BATCH_LENGTH = 256 * 1024;

interface Parts {
  s3: Services["s3"];
  parser: Parser;
  session: EngineSession;
  principal: Principal;
  /** Milliseconds since the Unix epoch, for what NOW means in a projection. */
  now: number;
}

/**
 * Finds the objects of a table that the query needs: those of the partitions that its conditions leave.
 * @param names all identifiers in the query, in small letters; `undefined` where it wants all columns
 * @throws AwsError `AccessDenied`, `NoSuchBucket`
 */
export async function planScan(parts: Parts, use: TableUse, names: ReadonlySet<string> | undefined): Promise<Scan> {
  const { table } = use;
  const all = table.columns.map(({ name }) => name);
  const named = all.filter((name) => names?.has(name) ?? true);
  // A table has to have a column, even where rows are only counted.
  const columns = named.length + table.partitionKeys.length > 0 ? named : all.slice(0, 1);
  const folders = table.projection
    ? await partitionFolders(parts, use)
    : [{ ...locationOf(table.location), partition: [] }];
  const objects = folders.flatMap(({ bucket, prefix, partition }) =>
    parts.s3
      .listObjects(parts.principal, bucket, prefix)
      // Folders' markers, and what Hive takes for hidden.
      .filter(({ key, size }) => size > 0 && !/^[_.]|\/$/.test(key.slice(key.lastIndexOf("/", key.length - 2) + 1)))
      .map(({ key, size }) => ({ bucket, key, size, partition })),
  );
  return { use, objects, columns };
}

/**
 * Reads the objects of a scan into a table of the session.
 * @param scanned is told of every object before it is read, and may refuse
 */
export async function loadScan(
  { s3, session, principal }: Parts,
  { use, objects, columns }: Scan,
  scanned: (size: number) => void,
): Promise<void> {
  const { table } = use;
  const keys = table.partitionKeys.map(({ name }) => name);
  const { serdeParameters, types } = table;
  await session.createTable(
    use.duckdbName,
    [...columns, ...keys].map((name) => ({ name, type: typeOf(table, name) })),
    { table: { serdeParameters, types }, columns },
  );
  try {
    // One batch is read while the one before it is taken in.
    let taken: Promise<void> = Promise.resolve();
    const send = async (texts: readonly string[], partition: readonly string[]) => {
      const former = taken;
      taken = session.appendLines(use.duckdbName, texts.join("\n"), partition);
      // Where the former fails, this one is told to nobody.
      taken.catch(() => {});
      await former;
    };
    for (const { bucket, key, size, partition } of objects) {
      scanned(size);
      let batch: string[] = [];
      let length = 0;
      await eachBatchOfLines(key, s3.openObject(principal, bucket, key), (lines) => {
        const text = lines.join("\n");
        batch.push(text);
        length += text.length;
        if (length < BATCH_LENGTH) return;
        const full = batch;
        batch = [];
        length = 0;
        return send(full, partition);
      });
      if (batch.length > 0) await send(batch, partition);
    }
    await taken;
  } finally {
    await session.closeTable(use.duckdbName);
  }
}

async function partitionFolders(
  { parser, session, now }: Parts,
  { table, alias, duckdbName, conditions }: TableUse,
): Promise<{ bucket: string; prefix: string; partition: readonly string[] }[]> {
  const { projection } = table;
  if (!projection) throw new Error(`${table.name} has no partitions`);
  const ranges = projection.values(now);
  const name = `${duckdbName}_partitions`;
  for (const [index, range] of ranges.entries()) {
    const table = `${name}_${index}`;
    await session.createTable(table, [{ name: range.name, type: "VARCHAR" }]);
    const values = range.values.map((value) => [value]);
    await session.appendTexts(table, values);
    await session.closeTable(table);
  }
  const product = ranges.map((_, index) => `"${name}_${index}"`).join(" CROSS JOIN ");
  await session.run(`CREATE VIEW "${name}" AS SELECT * FROM ${product}`);
  const keys = new Set(ranges.map((range) => range.name));
  const known = conditions
    .map((condition) => partitionCondition(condition, keys, alias))
    .filter((condition) => condition !== undefined);
  const all = await parser.tree(`SELECT * FROM "${name}" AS "${alias.replaceAll('"', '""')}"`);
  const wanted: QueryNode =
    known.length > 0 ? ({ ...all, where_clause: conjunction("AND", known) } as SelectNode) : all;
  const { rows } = await session.query(await parser.write(wanted));
  return (rows as readonly (readonly string[])[]).map((partition) => ({
    ...locationOf(
      projection.location(Object.fromEntries(ranges.map((range, index) => [range.name, partition[index] ?? ""]))),
    ),
    partition,
  }));
}

function typeOf(table: Table, column: string): string {
  const type = table.types.get(column);
  if (!type) throw new Error(`the table ${table.name} has no column ${column}`);
  return duckdbType(type);
}
