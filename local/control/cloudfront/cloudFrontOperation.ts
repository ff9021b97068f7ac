import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { KeptResource, Tags } from "../../base/inventory";
import { type AnyOperation, RawAnswer } from "../../edge/awsApi";
import type { RestRoute } from "../../edge/awsService";
import { toXml } from "../../edge/xml";
import { documentIn, type Elements } from "../../edge/xmlDocument";
import type { Properties } from "../../engine/resourceHandler";
import { requestTags } from "../../iam/conditionKeys";
import type { Controlled } from "../controlled";
import { listOf } from "./shapes";

const NAMESPACE = "http://cloudfront.amazonaws.com/doc/2020-05-31/";

/** The types of what CloudFront's API makes. */
export const TYPES = {
  distribution: "aws:cloudfront/distribution:Distribution",
  accessControl: "aws:cloudfront/originAccessControl:OriginAccessControl",
  headersPolicy: "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
} as const;

/** The resources that the operations of CloudFront's API work on. */
export interface CloudFrontParts {
  readonly resources: Controlled;
}

/** The parameters of a call: labels, the query, the header `If-Match`, and the body as it is. */
export interface Params {
  readonly Id?: string;
  readonly IfMatch?: string;
  readonly Resource?: string;
  readonly body?: Buffer;
}

export interface Told {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The name and the content of the document; nothing where there is none. */
  readonly document?: readonly [root: string, content: unknown];
}

/** An operation, and the way to call it. */
export interface Routed {
  readonly route: RestRoute;
  readonly operation: AnyOperation<CloudFrontParts>;
}

/** The permission of a call beside its name. */
interface Asked {
  readonly actions: readonly string[];
  readonly resource: (params: Params) => string;
  readonly tags?: (params: Params) => Tags;
}

/** An operation of CloudFront's API. Source of its permissions: Service Authorization Reference, "Amazon CloudFront". */
export function operationOn(
  method: RestRoute["method"],
  path: string,
  { actions, resource, tags }: Asked,
  run: (params: Params, parts: CloudFrontParts) => Told | Promise<Told>,
): Routed {
  return {
    route: { method, path: `/2020-05-31${path}`, headers: { "if-match": "IfMatch" }, payload: "body" },
    operation: {
      parameters: {},
      permissions(input) {
        const params = input as Params;
        const on = { resource: resource(params), ...(tags && { context: requestTags(tags(params)) }) };
        return actions.map((action) => ({ action: `cloudfront:${action}`, ...on }));
      },
      run: async (input, parts) => answerOf(await run(input as Params, parts)),
    },
  };
}

/** The ARN of a resource, or of those that are yet to be made: `distribution/*`. */
export function arnOf(kind: "distribution" | "origin-access-control" | "response-headers-policy", id = "*"): string {
  return `arn:aws:cloudfront::${ACCOUNT_ID}:${kind}/${id}`;
}

/** The document in the body of a call. @throws AwsError `MalformedXML`, `MissingBody` */
export function bodyIn({ body }: Params, root: string): Elements {
  if (body === undefined || body.length === 0) throw new AwsError("MissingBody", "This operation requires a body.");
  return documentIn(body.toString(), root);
}

/** Holds a change against the version that its caller has seen. @throws AwsError `InvalidIfMatchVersion`, `PreconditionFailed` */
export function checkVersion({ IfMatch }: Params, { state }: KeptResource): void {
  if (IfMatch === undefined || IfMatch === "") {
    throw new AwsError("InvalidIfMatchVersion", "The If-Match version is missing or not valid for the resource.");
  }
  if (IfMatch === state.etag) return;
  throw new AwsError(
    "PreconditionFailed",
    "The precondition given in one or more of the request-header fields evaluated to false.",
    412,
  );
}

/** Changes of a resource's inputs to exactly these: a configuration is the whole one, and what it leaves out is no longer set. */
export function changesTo(inputs: Properties, resource: KeptResource): Properties {
  return { ...Object.fromEntries(Object.keys(resource.inputs).map((name) => [name, undefined])), ...inputs };
}

/** A list as the `List` operations tell it, in one page. */
export function onePage(item: string, values: readonly unknown[]): object {
  return { Marker: "", MaxItems: pageSize(values), IsTruncated: false, ...listOf(item, values) };
}

/** Says how many items a page has room for. */
export function pageSize({ length }: readonly unknown[]): number {
  return Math.max(100, length);
}

/** Tells a resource with its version. @param created whether the call has made it */
export function versioned(
  document: readonly [root: string, content: unknown],
  { state }: KeptResource,
  created?: { at: string },
): Told {
  const headers = {
    etag: String(state.etag),
    ...(created && { location: `https://cloudfront.amazonaws.com${created.at}` }),
  };
  return { document, headers, ...(created && { status: 201 }) };
}

function answerOf({ status = 200, headers = {}, document }: Told): RawAnswer {
  const [root, content] = document ?? [];
  const xml = root === undefined ? "" : toXml(root, content).replace(`<${root}>`, `<${root} xmlns="${NAMESPACE}">`);
  const body = Buffer.from(xml === "" ? "" : `<?xml version="1.0"?>\n${xml}`);
  return new RawAnswer({ status, headers: { "content-type": "text/xml", ...headers }, body });
}
