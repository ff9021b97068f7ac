import { type KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import type { Answer } from "./simulator";
import type { Submission } from "./submissions";

export interface HttpTarget {
  url: string;
  /** `GET` and `DELETE` carry the values in their query, others as JSON in their body. */
  method: string;
  headers: Readonly<Record<string, string>>;
  timeoutMs: number;
  fetch: typeof fetch;
}

const IN_QUERY = new Set(["GET", "DELETE", "HEAD"]);

/** Sends to an HTTP endpoint. The answer is its status. */
export function httpTarget({ url, method, headers, timeoutMs, fetch }: HttpTarget) {
  return async ({ values }: Submission): Promise<Answer> => {
    const signal = AbortSignal.timeout(timeoutMs);
    const inQuery = IN_QUERY.has(method);
    const target = new URL(url);
    if (inQuery) for (const [name, value] of Object.entries(values)) target.searchParams.append(name, value);
    const body = inQuery ? {} : { body: JSON.stringify(values) };
    const type = inQuery ? {} : { "content-type": "application/json" };
    try {
      const response = await fetch(target, {
        method,
        headers: { ...type, ...headers },
        redirect: "manual",
        signal,
        ...body,
      });
      await response.arrayBuffer();
      return String(response.status);
    } catch {
      return "none";
    }
  };
}

/** Sends to a Kinesis stream, as JSON. Each record is a key of its own: nothing here has an order to keep. */
export function streamTarget(kinesis: KinesisClient, streamName: string) {
  return async ({ values }: Submission): Promise<Answer> => {
    const text = JSON.stringify(values);
    try {
      await kinesis.send(
        new PutRecordCommand({
          StreamName: streamName,
          PartitionKey: Object.values(values).join().slice(0, 256) || "-",
          Data: new TextEncoder().encode(text),
        }),
      );
      return "put";
    } catch (error) {
      return error instanceof Error ? error.name : "none";
    }
  };
}
