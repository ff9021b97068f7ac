import { ACCOUNT_ID } from "../../arn";
import { AwsError } from "../../awsError";
import type { Services } from "../../services";
import type { Table } from "../glue/glue";
import { catalogPermissions } from "../glue/glueApi";
import { loadScan, planScan } from "./data/scan";
import { DuckDbSession } from "./duckdbSession";
import { type QueryExecution, resultKey } from "./execution";
import { locationOf } from "./location";
import { QueryError, ScanLimitExceeded, syntaxError } from "./queryError";
import { csv } from "./results/csv";
import { type ResultColumn, resultColumn, resultText } from "./results/resultValues";
import { identifiersIn } from "./sql/identifiers";
import type { Parser } from "./sql/parser";
import { type TableUse, translateQuery } from "./sql/translate";

export type QueryParts = Pick<Services, "glue" | "iam" | "s3"> & { parser: Parser };

const CATALOG = "awsdatacatalog";

/**
 * Runs a query as its caller: finds its tables, reads the objects it needs, answers, and writes the answer to S3.
 * @throws QueryError, ScanLimitExceeded, or the reason of the execution's abort signal
 */
export async function runQuery(parts: QueryParts, execution: QueryExecution): Promise<readonly ResultColumn[]> {
  const { parser, s3 } = parts;
  const { request, submittedAt, cancelled } = execution;
  const { principal, workgroup } = request;
  const { node } = await parser.parse(request.query);
  const parameters = await Promise.all(request.parameters.map((text) => parser.literal(text)));
  const resolve = (catalog: string, database: string, name: string) =>
    tableOf(parts, execution, catalog, database, name);
  const translated = translateQuery(node, { resolve, parameters, now: submittedAt });
  const sql = await parser.write(translated.node);
  const session = await DuckDbSession.open();
  const interrupt = () => session.interrupt();
  cancelled.signal.addEventListener("abort", interrupt);
  try {
    const scanParts = { s3, parser, session, principal, now: submittedAt };
    const names = identifiersIn(translated.node);
    for (const use of translated.uses) {
      cancelled.signal.throwIfAborted();
      await reading(use, async () => {
        const scan = await planScan(scanParts, use, names);
        await loadScan(scanParts, scan, (size) => {
          cancelled.signal.throwIfAborted();
          execution.scannedBytes += size;
          if (execution.scannedBytes > (workgroup.scanLimit ?? Number.POSITIVE_INFINITY)) throw new ScanLimitExceeded();
        });
      });
    }
    cancelled.signal.throwIfAborted();
    const result = await session.run(sql);
    const types = result.columnTypes();
    const columns = result.columnNames().map((name, index) => resultColumn(name, types[index] as never));
    const rows = (await result.getRows()).map((row) =>
      row.map((value, index) => resultText(value, types[index] as never)),
    );
    cancelled.signal.throwIfAborted();
    await writeResult(parts, execution, columns, rows);
    return columns;
  } finally {
    cancelled.signal.removeEventListener("abort", interrupt);
    session.close();
  }
}

/** @throws QueryError `TABLE_NOT_FOUND`, or what a missing permission makes of it */
function tableOf(
  { glue, iam, s3 }: QueryParts,
  { request: { database: own, principal } }: QueryExecution,
  catalog: string,
  named: string,
  name: string,
): Table {
  if (catalog !== "" && catalog !== CATALOG) throw syntaxError(`line 1:1: Catalog '${catalog}' not found`);
  const database = named === "" ? own?.toLowerCase() : named;
  if (database === undefined) throw syntaxError("line 1:1: Schema must be specified when session schema is not set");
  try {
    iam.authorize(principal, catalogPermissions("glue:GetDatabase", database));
    iam.authorize(principal, catalogPermissions("glue:GetTable", database, name));
  } catch (error) {
    throw insufficient(error);
  }
  const table = glue.table(database, name);
  if (!table) {
    throw new QueryError("TABLE_NOT_FOUND", `line 1:1: Table '${CATALOG}.${database}.${name}' does not exist`);
  }
  try {
    if (table.projection) iam.authorize(principal, catalogPermissions("glue:GetPartitions", database, name));
  } catch (error) {
    throw insufficient(error);
  }
  try {
    const { bucket } = locationOf(table.location);
    iam.authorize(principal, [{ action: "s3:GetBucketLocation", resource: s3.arnOf(bucket) }]);
  } catch (error) {
    throw accessDenied(`reading from location: ${table.location}`, error);
  }
  return table;
}

async function reading(use: TableUse, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    throw accessDenied(`reading from location: ${use.table.location}`, error);
  }
}

async function writeResult(
  { s3 }: QueryParts,
  execution: QueryExecution,
  columns: readonly ResultColumn[],
  rows: readonly (readonly (string | undefined)[])[],
): Promise<void> {
  const { result, principal } = execution.request;
  const { bucket, encryption } = result;
  const key = resultKey(execution);
  const common = {
    bucket,
    ...(encryption && {
      encryption: {
        algorithm: encryption.option === "SSE_KMS" ? "aws:kms" : "AES256",
        ...(encryption.kmsKey !== undefined && { keyId: encryption.kmsKey }),
      },
    }),
  };
  const body = csv(
    columns.map(({ name }) => name),
    rows,
  );
  try {
    await s3.putObject(principal, { ...common, key, body, headers: { "content-type": "application/octet-stream" } });
    // AWS's own is of a format that nobody describes; here it is what GetQueryResults tells of the columns.
    const metadata = Buffer.from(`${JSON.stringify({ accountId: ACCOUNT_ID, columns })}\n`);
    await s3.putObject(principal, { ...common, key: `${key}.metadata`, body: metadata });
  } catch (error) {
    throw accessDenied(
      `writing output to url: s3://${bucket}/${key}. Please ensure you are allowed to access the S3 bucket. If you are ` +
        "encrypting query results with KMS key, please ensure you are allowed to access your KMS key",
      error,
    );
  }
}

function insufficient(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  return new QueryError("PERMISSION_DENIED", `Insufficient permissions to execute the query. ${error.message}`);
}

function accessDenied(what: string, error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  if (error.code !== "AccessDenied")
    return new QueryError("HIVE_FILESYSTEM_ERROR", `${what}: ${error.code}: ${error.message}`);
  return new QueryError("PERMISSION_DENIED", `Access denied when ${what}. ${error.message}`);
}
