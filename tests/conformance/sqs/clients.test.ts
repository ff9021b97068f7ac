import { connectBoto3, hasBoto3 } from "../clients/boto3";
import { type Client, serve } from "../clients/client";
import { connectSdk } from "../clients/sdkForJavaScript";
import { runTables } from "../runTables";
import type { Table } from "../table";
import { type SqsInput, startSqsSubject } from "./subject";
import { SQS_TABLES } from "./tables";

/** Starts an SQS that a client calls over HTTP. */
function startFor(connect: (endpoint: string) => Promise<Client>) {
  return () =>
    startSqsSubject(async (service) => {
      const server = await serve(service);
      const client = await connect(server.url);
      return {
        call: client.call,
        async close() {
          await client.close();
          await server.stop();
        },
      };
    });
}

/** The same rows with refusals as the AWS SDK for JavaScript shows them: without the shape's name beside the code. */
function withoutTypes(table: Table<SqsInput>): Table<SqsInput> {
  return {
    ...table,
    rows: table.rows.map((row) => ({
      ...row,
      answer: withoutType(row.answer),
      ...(row.difference && { difference: { ...row.difference, answer: withoutType(row.difference.answer) } }),
    })),
  };
}

function withoutType(answer: unknown): unknown {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return answer;
  const { type: _, ...refusal } = answer as { error: unknown; type?: unknown };
  return refusal;
}

describe("conformance by the AWS SDK for JavaScript", () => {
  runTables(startFor(connectSdk), SQS_TABLES.map(withoutTypes));
});

if (hasBoto3()) {
  describe("conformance by boto3", () => {
    runTables(
      startFor((endpoint) => connectBoto3("sqs", endpoint)),
      SQS_TABLES,
    );
  });
}
