import { AwsError } from "../../local/base/awsError";
import type { AwsService } from "../../local/edge/awsService";
import { errorReply } from "../../local/edge/wire";
import { NamedList } from "../../local/edge/xml";
import type { Principal } from "../../local/iam/iam";
import type { Refusal } from "./calls";
import type { Connect } from "./clients/client";

const CALLER: Principal = { kind: "operator", arn: "arn:aws:iam::000000000000:root" };

/** Makes a client that calls an API without a wire between. */
export const inThisProcess: Connect = async (api) => ({
  call: (operation, parameters) => callInProcess(api, operation, parameters),
  close: async () => {},
});

/** Calls an API that speaks JSON, and gives its answer as a client reads it from the wire. */
export async function callInProcess(service: AwsService, operation: string, params: object): Promise<unknown> {
  try {
    const { run } = service.prepare({
      operation,
      params: JSON.parse(JSON.stringify(asOnTheWire(params))) as Record<string, unknown>,
      principal: CALLER,
    });
    const answer = await run();
    if (!("raw" in answer)) return JSON.parse(JSON.stringify(answer.result, mapsAsObjects));
    const document: unknown = JSON.parse(answer.raw.body.toString());
    return answer.raw.status === 200 ? document : rawRefusal(answer.raw.status, document as ErrorDocument);
  } catch (error) {
    if (error instanceof AwsError) return refusalOf(service, error);
    throw error;
  }
}

/** Writes times as the JSON protocols do: in seconds. */
function asOnTheWire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(asOnTheWire);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asOnTheWire(inner)]));
}

interface ErrorDocument {
  readonly __type: string;
  readonly message?: string;
  readonly Message?: string;
  readonly Type?: string;
}

function rawRefusal(status: number, { __type, message, Message, ...details }: ErrorDocument): Refusal {
  return { error: __type.slice(__type.indexOf("#") + 1), message: message ?? Message ?? "", status, ...details };
}

/** Makes an object of a map, and a list of one with named items, as readers of the query protocol have them. */
function mapsAsObjects(_name: string, value: unknown): unknown {
  if (value instanceof NamedList) return value.items;
  return value instanceof Map ? Object.fromEntries(value) : value;
}

/** Shows an error that a service threw as a refusal, for calls that no wire is between. Other errors are thrown again. */
export function thrownRefusal(error: unknown): Refusal {
  if (!(error instanceof AwsError)) throw error;
  return { error: error.code, message: error.message, status: error.status };
}

function refusalOf(service: AwsService, error: AwsError): Refusal {
  // REST APIs have the code in a header.
  if (service.protocol === "rest-json") return thrownRefusal(error);
  const { status, headers, body } = errorReply("json-1.0", error, service);
  // REST APIs name the error in a header, and say its message twice.
  const {
    __type = headers["x-amzn-errortype"] ?? "",
    Type: _,
    Message: __,
    message = "",
    ...details
  } = JSON.parse(body.toString()) as Partial<ErrorDocument>;
  const type = __type.slice(__type.indexOf("#") + 1);
  const [code = type] = headers["x-amzn-query-error"]?.split(";") ?? [];
  return { error: code, message, status, ...(code !== type && { type }), ...details };
}
