import { ACCOUNT_ID } from "../base/arn";
import { type Condition, parseCondition } from "./conditions";
import { malformed } from "./malformed";
import { type Pattern, parsePattern } from "./pattern";

/** Where a policy hangs, which decides the elements that its statements must and must not have. */
export type PolicyKind = "identity" | "resource" | "trust";

export interface Statement {
  /** The statement as written, for messages. */
  readonly source: Readonly<Record<string, unknown>>;
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  readonly actions: { readonly negated: boolean; readonly patterns: readonly Pattern[] };
  /** Absent in trust policies: they speak of the role they hang on. */
  readonly resources?: { readonly negated: boolean; readonly patterns: readonly Pattern[] };
  /** Absent in identity policies: they speak of the identity they hang on. */
  readonly principals?: { readonly negated: boolean; readonly ids: readonly PrincipalId[] };
  readonly conditions: readonly Condition[];
}

/** A principal as a statement of a resource or trust policy names it. */
export type PrincipalId =
  | { kind: "everyone" }
  | { kind: "account"; accountId: string }
  | { kind: "arn"; arn: string }
  | { kind: "service"; service: string };

const STATEMENT_KEYS: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/**
 * Reads a policy strictly: what AWS refuses is refused here, and so is what AWS honours and this cloud can't.
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 *
 * @param json the document's text
 * @throws AwsError `MalformedPolicyDocument`
 */
export function parsePolicy(json: string, kind: PolicyKind): readonly Statement[] {
  const document = asObject(parseJson(json), "the document");
  for (const key of Object.keys(document)) {
    if (key !== "Version" && key !== "Id" && key !== "Statement") throw malformed(`unknown element "${key}"`);
  }
  const version = document.Version ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17") {
    throw malformed(`Version must be "2012-10-17" or "2008-10-17", got ${JSON.stringify(version)}`);
  }
  if (document.Statement === undefined) throw malformed("Statement is missing");
  const list = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  if (list.length === 0) throw malformed("Statement is empty");

  const statements = list.map((item: unknown, index) => parseStatement(item, index, kind, version === "2012-10-17"));
  const sids = statements.flatMap(({ sid }) => (sid === undefined ? [] : [sid]));
  const repeated = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (repeated !== undefined) throw malformed(`the Sid "${repeated}" is used twice`);
  return statements;
}

function parseStatement(item: unknown, index: number, kind: PolicyKind, variables: boolean): Statement {
  const source = asObject(item, `Statement[${index}]`);
  const place = typeof source.Sid === "string" ? `Statement[${index}] "${source.Sid}"` : `Statement[${index}]`;
  for (const key of Object.keys(source)) {
    if (!STATEMENT_KEYS.has(key)) throw malformed(`${place}: unknown element "${key}"`);
  }
  const { Sid: sid, Effect: effect } = source;
  if (sid !== undefined && typeof sid !== "string") throw malformed(`${place}: Sid must be a text`);
  if (typeof sid === "string" && kind === "identity" && !/^[0-9A-Za-z]*$/.test(sid)) {
    throw malformed(`${place}: Sid must be letters and digits`);
  }
  if (effect !== "Allow" && effect !== "Deny") {
    throw malformed(`${place}: Effect must be "Allow" or "Deny", got ${JSON.stringify(effect)}`);
  }

  const actions = exactlyOne(source, "Action", "NotAction", place, parseAction);
  const resources =
    kind === "trust"
      ? none(source, ["Resource", "NotResource"], place, "a role trust policy")
      : exactlyOne(source, "Resource", "NotResource", place, (text) => parseResource(text, place, variables));
  const principals =
    kind === "identity"
      ? none(source, ["Principal", "NotPrincipal"], place, "an identity-based policy")
      : parsePrincipals(source, effect, kind, place);
  return {
    source,
    ...(sid !== undefined && { sid }),
    effect,
    actions,
    ...(resources && { resources }),
    ...(principals && { principals }),
    conditions: parseConditions(source.Condition, place, variables),
  };
}

function parseAction(text: string): Pattern {
  if (text !== "*" && !/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i.test(text)) {
    throw malformed(`the action "${text}" must be "*" or start with a service, as in "sqs:SendMessage"`);
  }
  return parsePattern(text, { reach: "anything", variables: false, ignoreCase: true });
}

function parseResource(text: string, place: string, variables: boolean): Pattern {
  if (text !== "*" && text.split(":").length < 6 && !/^arn:.*\*$/.test(text)) {
    throw malformed(`${place}: Resource "${text}" must be in ARN format or "*"`);
  }
  return parsePattern(text, { reach: text === "*" ? "anything" : "arnSegment", variables });
}

function parsePrincipals(
  source: Readonly<Record<string, unknown>>,
  effect: "Allow" | "Deny",
  kind: PolicyKind,
  place: string,
): { negated: boolean; ids: readonly PrincipalId[] } {
  const negated = source.NotPrincipal !== undefined;
  const value = source.Principal ?? source.NotPrincipal;
  if (value === undefined) throw malformed(`${place}: Principal is missing`);
  if (negated && source.Principal !== undefined) {
    throw malformed(`${place}: Principal and NotPrincipal exclude each other`);
  }
  if (negated && (effect === "Allow" || kind === "trust")) {
    throw malformed(`${place}: NotPrincipal is for Deny statements of resource-based policies`);
  }
  if (value === "*") return { negated, ids: [{ kind: "everyone" }] };
  const ids = Object.entries(asObject(value, `${place}: Principal`)).flatMap(([type, names]) =>
    texts(names, `${place}: Principal.${type}`).map((name) => parsePrincipal(type, name, place)),
  );
  if (ids.length === 0) throw malformed(`${place}: Principal names nobody`);
  return { negated, ids };
}

function parsePrincipal(type: string, name: string, place: string): PrincipalId {
  if (type === "Service") return { kind: "service", service: name };
  if (type !== "AWS") {
    throw malformed(`${place}: principals of the type "${type}" are not supported locally, use AWS or Service`);
  }
  if (name === "*") return { kind: "everyone" };
  const [, accountId] = name.match(/^(?:arn:aws:iam::)?(\d{12})(?::root)?$/) ?? [];
  if (accountId !== undefined) return { kind: "account", accountId };
  if (!/^arn:aws:(iam|sts)::\d{12}:(role|user|assumed-role)\/[^*?]+$/.test(name)) {
    throw malformed(
      `${place}: the principal "${name}" must be "*", an account such as "${ACCOUNT_ID}", or the ARN of a role, ` +
        "a session or a user, without wildcards",
    );
  }
  return { kind: "arn", arn: name };
}

function parseConditions(value: unknown, place: string, variables: boolean): Condition[] {
  if (value === undefined) return [];
  return Object.entries(asObject(value, `${place}: Condition`)).flatMap(([operator, keys]) =>
    Object.entries(asObject(keys, `${place}: Condition.${operator}`)).map(([key, values]) =>
      parseCondition(operator, key, texts(values, `${place}: Condition.${operator}.${key}`), variables),
    ),
  );
}

function exactlyOne(
  source: Readonly<Record<string, unknown>>,
  name: string,
  negatedName: string,
  place: string,
  parse: (text: string) => Pattern,
): { negated: boolean; patterns: readonly Pattern[] } {
  const negated = source[negatedName] !== undefined;
  if (negated === (source[name] !== undefined)) {
    throw malformed(`${place} must have either ${name} or ${negatedName}`);
  }
  const element = negated ? negatedName : name;
  const values = texts(source[element], `${place}: ${element}`);
  if (values.length === 0) throw malformed(`${place}: ${element} is empty`);
  return { negated, patterns: values.map(parse) };
}

function none(source: Readonly<Record<string, unknown>>, names: readonly string[], place: string, where: string) {
  const found = names.find((name) => source[name] !== undefined);
  if (found) throw malformed(`${place}: ${where} must not have ${found}`);
  return undefined;
}

/** IAM takes one value or a list of them everywhere, and numbers and booleans where it compares texts. */
function texts(value: unknown, place: string): string[] {
  return (Array.isArray(value) ? value : [value]).map((item: unknown) => {
    if (typeof item === "string") return item;
    if (typeof item === "number" || typeof item === "boolean") return String(item);
    throw malformed(`${place} must be a text or a list of texts, got ${JSON.stringify(item)}`);
  });
}

function asObject(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw malformed(`${place} must be an object`);
  return value as Record<string, unknown>;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw malformed(`it is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}
