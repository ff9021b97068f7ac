import type { AwsError } from "../base/awsError";
import type { Permission, Principal } from "../iam/iam";

/** One AWS API call as the edge understood it. */
export interface AwsCall {
  /** `"PutItem"` */
  operation: string;
  /** The whole operation header where there is one (`"DynamoDB_20120810.PutItem"`), for services that share a name. */
  target?: string;
  /** As JSON has them; a form of the query protocol is read into lists and structures first. */
  params: Record<string, unknown>;
  principal: Principal;
  /** The id of the call in the record of calls, while somebody looks. */
  span?: string;
  /** Aborts when the caller has closed its connection, so that what waits for it can end. */
  closed?: AbortSignal;
}

export interface RawReply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** The answer to a call: an object is serialised in the service's protocol, a raw reply goes out as it is. */
export type Answer = { result: Record<string, unknown> } | { raw: RawReply };

/** A call that was read and found sound: what it needs, and the action itself, on the same parameters. */
export interface PreparedCall {
  readonly permissions: readonly Permission[];
  run(): Promise<Answer>;
}

/** The query protocol of an API whose clients speak JSON today: forms, and answers in XML. */
export interface QueryProtocol {
  /** Tells that lists of answers are flattened: as many elements of the list's name as it has entries. */
  readonly isFlat: boolean;
  /** Turns a form, whose names with dots were read, into parameters as JSON has them. @param path of the request */
  read(form: Readonly<Record<string, unknown>>, path: string, operation: string): Record<string, unknown>;
  /** Turns an answer into elements. */
  write(operation: string, result: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** Messages of errors that are worded otherwise than in JSON, by code. */
  readonly messages: Readonly<Record<string, string>>;
}

/** The way to call an operation of a REST API. */
export interface RestRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH";
  /** With labels in braces, such as `/2015-03-31/functions/{FunctionName}`, and what its query has to say: `/tagging?Operation=Tag`. */
  readonly path: string;
  /** @default 200 */
  readonly status?: number;
  /** Parameters in headers, by the header in small letters. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Parameters of the query that are called otherwise there, by their name in it. */
  readonly query?: Readonly<Record<string, string>>;
  /** Names in the query that may stand there several times. */
  readonly lists?: readonly string[];
  /** Names in the query that are numbers. */
  readonly numbers?: readonly string[];
  /** The parameter that is the body as it is, in bytes. */
  readonly payload?: string;
}

/** By operation. */
export type RestRoutes = Readonly<Record<string, RestRoute>>;

/** One AWS service behind the edge. Whoever prepares a call authorises its permissions before it runs it. */
export interface AwsService {
  /** The name in the SigV4 credential scope, such as `"dynamodb"`. */
  readonly signingName: string;
  /**
   * `"ec2"` is a form of the query protocol, with answers of its own. In `"rest-xml"`, operations read their bodies and write their answers
   * themselves; errors are those of the query protocol.
   */
  readonly protocol: "json-1.0" | "json-1.1" | "query" | "ec2" | "rest-json" | "rest-xml";
  /** The way to call each operation, where the protocol is `"rest-json"` or `"rest-xml"`. */
  readonly routes?: RestRoutes;
  /** Calls that nobody needs to sign, by `X-Amz-Target`: unsigned, they come from an anonymous principal. */
  readonly unsigned?: { targetPrefix: string; operations: readonly string[] };
  /** The service's own codes for what IAM and the edge refuse, which keep the status of the error: `{ AccessDenied: "AuthorizationError" }`. */
  readonly errorCodes?: Readonly<Record<string, string>>;
  /**
   * Says that a JSON API goes back to a query API whose clients know other codes, and names those that differ: `{ QueueDoesNotExist:
   * "AWS.SimpleQueueService.NonExistentQueue" }`. Each error tells its code of the query protocol, too.
   */
  readonly queryErrorCodes?: Readonly<Record<string, string>>;
  /** Its query protocol, where a JSON API still has one. */
  readonly queryProtocol?: QueryProtocol;
  /** Its clients may speak CBOR instead of JSON, in which members of these names are times. */
  readonly cbor?: { readonly times: ReadonlySet<string> };
  /** Its requests may be compressed with gzip. */
  readonly takesGzip?: true;
  /** Injects a fault into a call of the edge that is allowed: the error to answer instead of running it. */
  fault?(call: AwsCall): AwsError | undefined;
  /**
   * Reads a call and says what its caller must be allowed to do.
   * @throws AwsError for an operation the local cloud does not know (nothing is let through unchecked), or for bad parameters
   */
  prepare(call: AwsCall): PreparedCall;
}
