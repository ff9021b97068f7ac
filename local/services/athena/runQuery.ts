import { ACCOUNT_ID } from "../../base/arn";
import type { Services } from "../../services";
import { answerAboutCatalog } from "./catalogAnswers";
import { loadScan, planScan } from "./data/scan";
import type { DuckDbEngine } from "./engine/engine";
import { type QueryExecution, resultKey } from "./execution";
import { accessDenied, findTable } from "./findTable";
import { ScanLimitExceeded } from "./queryError";
import { csv } from "./results/csv";
import type { ResultColumn } from "./results/resultValues";
import { identifiersIn } from "./sql/identifiers";
import type { Parser } from "./sql/parser";
import { type TableUse, translateQuery } from "./sql/translate";

export type QueryParts = Pick<Services, "glue" | "iam" | "s3"> & { parser: Parser; engine: Pick<DuckDbEngine, "open"> };

/**
 * Runs a query as its caller: finds its tables, reads the objects it needs, answers, and writes the answer to S3.
 * @throws QueryError, ScanLimitExceeded, or the reason of the execution's abort signal
 */
export async function runQuery(parts: QueryParts, execution: QueryExecution): Promise<readonly ResultColumn[]> {
  const { parser, engine, s3 } = parts;
  const { request, submittedAt, cancelled } = execution;
  const { principal, workgroup } = request;
  if (request.statement.kind !== "query") {
    const { columns, lines } = await answerAboutCatalog(parts, execution, request.statement);
    await writeResult(parts, execution, columns, Buffer.from(lines.map((line) => `${line}\n`).join("")));
    return columns;
  }
  const { node } = await parser.parse(request.query);
  const parameters = await Promise.all(request.parameters.map((text) => parser.literal(text)));
  const resolve = (catalog: string, database: string, name: string) =>
    findTable(parts, request, catalog, database, name);
  const translated = translateQuery(node, { resolve, parameters, now: submittedAt });
  const sql = await parser.write(translated.node);
  const session = await engine.open();
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
    const { columns, rows } = await session.query(sql);
    cancelled.signal.throwIfAborted();
    const header = columns.map(({ name }) => name);
    await writeResult(parts, execution, columns, csv(header, rows));
    return columns;
  } finally {
    cancelled.signal.removeEventListener("abort", interrupt);
    session.close();
  }
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
  body: Buffer,
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
