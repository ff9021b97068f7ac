import { AwsError } from "../base/awsError";
import { isRecord } from "../base/isRecord";
import type { Permission } from "../iam/iam";
import type { Answer, AwsCall, AwsService, PreparedCall, RawReply } from "./awsService";
import type { OnWire, ParameterKind, ParametersOf, Request } from "./wireTypes";

/** A reply that goes out as it is, because it came from another server. */
export class RawAnswer {
  constructor(readonly reply: RawReply) {}
}

/**
 * One operation of an AWS API: its permission and its action stand together, and see the same parameters.
 * `Input` and `Output` are the SDK's own types, `SendMessageCommandInput` and `SendMessageCommandOutput`; `Parts` is what the
 * operations of the service work on.
 */
export interface Operation<Parts, Input extends object, Output extends object> {
  /** The parameters that are checked before anything else happens. */
  readonly parameters: ParametersOf<Input>;
  /** Says what the caller must be allowed to do. */
  permissions(input: Request<Input>, parts: Parts, call: AwsCall): readonly Permission[];
  run(input: Request<Input>, parts: Parts, call: AwsCall): Reply<Output> | Promise<Reply<Output>>;
}

type Reply<Output extends object> = OnWire<Omit<Output, "$metadata">> | RawAnswer;

/** An operation of whatever input: what a list of them holds. */
export interface AnyOperation<Parts> {
  readonly parameters: Readonly<Record<string, ParameterKind | undefined>>;
  permissions(input: object, parts: Parts, call: AwsCall): readonly Permission[];
  run(input: object, parts: Parts, call: AwsCall): object | Promise<object>;
}

/** A parameter that an operation cannot be run with. */
export interface ParameterProblem {
  parameter: string;
  kind: string;
  /** As it was given; `undefined` where it is missing. */
  value: unknown;
}

export interface ApiDescription<Parts> extends Omit<AwsService, "prepare"> {
  /** By name: `{ SendMessage: sendMessage }`. */
  operations: Readonly<Record<string, AnyOperation<Parts>>>;
  parts: Parts;
  /** The error for an operation that is not here, in the service's words. @param known the names of those that are */
  unknown(operation: string, known: readonly string[]): AwsError;
  /** The error for a parameter that is missing or malformed, in the service's words. */
  refused(problem: ParameterProblem): AwsError;
}

/** Makes the API of a service out of its operations. */
export function awsApi<Parts>(api: ApiDescription<Parts>): AwsService {
  const { operations: described, parts, unknown, refused, ...service } = api;
  const operations = new Map(Object.entries(described));

  function prepare(call: AwsCall): PreparedCall {
    const operation = operations.get(call.operation);
    if (operation === undefined) throw unknown(call.operation, [...operations.keys()]);
    const isForm = service.protocol === "query";
    const params = isForm ? withEmptyLists(operation.parameters, call.params) : call.params;
    const problem = problemOf(operation.parameters, params);
    if (problem !== undefined) throw refused(problem);
    return {
      permissions: operation.permissions(params, parts, call),
      run: async () => answerOf(await operation.run(params, parts, call)),
    };
  }

  return { ...service, prepare };
}

/** The query protocol writes an empty list as an empty text (Smithy, "AWS query protocol", "Request serialization"). */
function withEmptyLists(parameters: AnyOperation<never>["parameters"], params: AwsCall["params"]): AwsCall["params"] {
  const empty = Object.entries(parameters).filter(
    ([name, kind]) => kind !== undefined && /^(list|texts|structures)/.test(kind) && params[name] === "",
  );
  return empty.length === 0 ? params : { ...params, ...Object.fromEntries(empty.map(([name]) => [name, []])) };
}

/** An API with more operations than a service has by itself; those of `more` go before its own. */
export function withOperations<Parts>(
  service: AwsService,
  more: Pick<ApiDescription<Parts>, "operations" | "parts" | "refused">,
): AwsService {
  const unknown = (operation: string) => new AwsError("UnknownOperationException", operation);
  const { prepare } = awsApi({ ...service, ...more, unknown });
  return {
    ...service,
    prepare: (call) => (Object.hasOwn(more.operations, call.operation) ? prepare(call) : service.prepare(call)),
  };
}

function answerOf(reply: object): Answer {
  return reply instanceof RawAnswer ? { raw: reply.reply } : { result: reply as Record<string, unknown> };
}

function problemOf(
  parameters: AnyOperation<never>["parameters"],
  params: Readonly<Record<string, unknown>>,
): ParameterProblem | undefined {
  for (const [parameter, wanted = ""] of Object.entries(parameters)) {
    const value = params[parameter];
    const kind = wanted.replace("?", "");
    const isOptional = kind !== wanted;
    if (value === undefined ? isOptional : isOfKind(value, kind) && (isOptional || value !== "")) continue;
    return { parameter, kind: KIND_NAMES[kind] ?? kind, value };
  }
  return undefined;
}

/** Kinds of lists, as messages call them. */
const KIND_NAMES: Readonly<Record<string, string>> = { texts: "list of texts", structures: "list of structures" };

function isOfKind(value: unknown, kind: string): boolean {
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "flag":
      return typeof value === "boolean";
    case "list":
      return Array.isArray(value);
    case "texts":
      return Array.isArray(value) && value.every((each) => typeof each === "string");
    case "structures":
      return Array.isArray(value) && value.every(isRecord);
    default:
      return isRecord(value);
  }
}
