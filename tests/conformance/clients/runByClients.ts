import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import type { AwsService } from "../../../local/edge/awsService";
import type { StreamingService } from "../../../local/edge/streamingService";
import { runTables } from "../runTables";
import type { Subject, Table } from "../table";
import { connectBoto3, hasBoto3 } from "./boto3";
import { type Connect, overHttp } from "./client";
import { connectSdk } from "./sdkForJavaScript";

/** Runs every row by the clients that programs use: the AWS SDK for JavaScript, and boto3 where this machine has it. */
export function runByClients<Input>(
  start: (connect: Connect<AwsService | StreamingService>) => Promise<Subject<Input>>,
  tables: readonly Table<Input>[],
): void {
  describe("conformance by the AWS SDK for JavaScript", () => {
    runTables(() => start(overHttp(connectSdk)), tables.map(asSdkShows));
  });
  runByBoto3(start, tables);
}

/** The same by boto3 alone, for services whose package of the AWS SDK is none of the project's. */
export function runByBoto3<Input>(
  start: (connect: Connect<AwsService | StreamingService>) => Promise<Subject<Input>>,
  tables: readonly Table<Input>[],
): void {
  if (!hasBoto3()) return;
  describe("conformance by boto3", () => {
    runTables(() => start(overHttp(connectBoto3)), tables);
  });
}

/** The same by clients that speak the protocols which a service has beside the one that both of them prefer: forms, and CBOR. */
export function runByOtherProtocols<Input>(
  start: (connect: Connect<AwsService | StreamingService>) => Promise<Subject<Input>>,
  tables: readonly Table<Input>[],
): void {
  for (const [name, boto3Name, protocol] of [
    ["forms", "query", AwsQueryProtocol],
    ["CBOR", "smithy-rpc-v2-cbor", AwsSmithyRpcV2CborProtocol],
  ] as const) {
    const sdk: typeof connectSdk = (service, endpoint, keys) => connectSdk(service, endpoint, keys, protocol);
    describe(`conformance by the AWS SDK for JavaScript in ${name}`, () => {
      runTables(() => start(overHttp(sdk)), tables.map(asSdkShows));
    });
    if (!hasBoto3()) continue;
    const boto3: typeof connectBoto3 = (service, endpoint, keys) => connectBoto3(service, endpoint, keys, boto3Name);
    describe(`conformance by boto3 in ${name}`, () => {
      // Forms know codes only.
      runTables(() => start(overHttp(boto3)), name === "forms" ? tables.map(asSdkShows) : tables);
    });
  }
}

/** The same rows with refusals as the AWS SDK for JavaScript shows them: without the shape's name beside the code. */
function asSdkShows<Input>(table: Table<Input>): Table<Input> {
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
