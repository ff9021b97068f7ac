import type { AwsService } from "../../../local/edge/awsService";
import { createEdge } from "../../../local/edge/edge";
import type { Iam } from "../../../local/iam/iam";

/** A client that calls a service as programs do, over HTTP. */
export interface Client {
  /** @returns the answer as JSON has it, or a `Refusal` */
  call(operation: string, parameters: object): Promise<unknown>;
  close(): Promise<void>;
}

/** Serves one API as the local cloud does, to everybody. */
export async function serve(service: AwsService): Promise<{ url: string; stop(): Promise<void> }> {
  const iam: Pick<Iam, "allows" | "authorize" | "principalOf"> = {
    principalOf: () => ({ kind: "operator", arn: "arn:aws:iam::000000000000:root" }),
    authorize() {},
    allows: () => true,
  };
  const edge = await createEdge({ iam, report: { stage() {}, log() {}, warn() {} } }, { port: 0, host: "127.0.0.1" });
  edge.register(service);
  return { url: edge.url, stop: () => edge.stop() };
}

/** Turns each text called `BinaryValue`, base64 in rows, into what the client has for bytes. */
export function withBytes(value: unknown, bytes: (base64: string) => unknown, name = ""): unknown {
  if (typeof value === "string") return name === "BinaryValue" ? bytes(value) : value;
  if (Array.isArray(value)) return value.map((each) => withBytes(each, bytes));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withBytes(inner, bytes, key)]));
}
