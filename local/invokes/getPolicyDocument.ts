import { createHash } from "node:crypto";
import type { InvokeHandler } from "../engine/resourceHandler";

interface Principal {
  type: string;
  identifiers: readonly string[];
}

interface StatementArgs {
  sid?: string;
  effect?: string;
  actions?: readonly string[];
  notActions?: readonly string[];
  resources?: readonly string[];
  notResources?: readonly string[];
  principals?: readonly Principal[];
  notPrincipals?: readonly Principal[];
  conditions?: readonly { test: string; variable: string; values: readonly string[] }[];
}

interface Args {
  version?: string;
  policyId?: string;
  statements?: readonly StatementArgs[];
  sourcePolicyDocuments?: readonly string[];
  overridePolicyDocuments?: readonly string[];
}

type Statement = { Sid?: string } & Readonly<Record<string, unknown>>;

interface Document {
  Version?: string;
  Id?: string;
  Statement: readonly Statement[];
}

const VERSIONS = ["2012-10-17", "2008-10-17"];

/**
 * `aws.iam.getPolicyDocument`: the text of a policy, as AWS's provider writes it: one value of a list stands alone, several from the last letter
 * to the first, and `&{...}` becomes a policy's variable.
 * Source: terraform-provider-aws, `internal/service/iam/policy_document_data_source.go` and `policy_model.go`.
 */
export const getPolicyDocument: InvokeHandler = {
  token: "aws:iam/getPolicyDocument:getPolicyDocument",
  async invoke(inputs) {
    const args = inputs as Args;
    const { version = "2012-10-17", policyId, statements = [] } = args;
    if (!VERSIONS.includes(version))
      throw new Error(`expected version to be one of ${VERSIONS.join(", ")}, got ${version}`);
    const own: Document = {
      Version: version,
      ...(policyId !== undefined && { Id: policyId }),
      Statement: withoutRepeats(statements.map((statement) => statementOf(statement, version))),
    };
    const sources = (args.sourcePolicyDocuments ?? []).map(read);
    withoutRepeats(sources.flatMap(({ Statement }) => Statement));
    const overrides = (args.overridePolicyDocuments ?? []).map(read);
    const merged = [...sources, own, ...overrides].reduce(merge);
    const document = { Version: merged.Version, ...(merged.Id && { Id: merged.Id }), Statement: merged.Statement };
    const json = JSON.stringify(document, undefined, 2);
    const id = String(createHash("sha256").update(json).digest().readUInt32BE());
    return { ...inputs, version, id, json, minifiedJson: JSON.stringify(document) };
  },
};

function statementOf(args: StatementArgs, version: string): Statement {
  const { sid, effect = "Allow", principals, notPrincipals, conditions = [] } = args;
  if (effect !== "Allow" && effect !== "Deny")
    throw new Error(`expected effect to be one of Allow, Deny, got ${effect}`);
  const values = (list: readonly string[] | undefined) =>
    aloneOrSorted((list ?? []).map((text) => variables(text, version)));
  const members = {
    Action: values(args.actions),
    NotAction: values(args.notActions),
    Resource: values(args.resources),
    NotResource: values(args.notResources),
    Principal: principalsOf(principals, version),
    NotPrincipal: principalsOf(notPrincipals, version),
    Condition: conditions.length === 0 ? undefined : conditionsOf(conditions, version),
  };
  return {
    ...(sid !== undefined && sid !== "" && { Sid: sid }),
    Effect: effect,
    ...Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)),
  };
}

function principalsOf(principals: readonly Principal[] = [], version: string): unknown {
  if (principals.length === 0) return undefined;
  if (principals.some(({ type, identifiers }) => type === "*" && identifiers.join() === "*")) return "*";
  const byType = new Map<string, readonly string[]>();
  for (const { type, identifiers } of principals) {
    byType.set(type, [...(byType.get(type) ?? []), ...identifiers.map((text) => variables(text, version))]);
  }
  return Object.fromEntries([...byType].sort().map(([type, list]) => [type, aloneOrSorted(list)]));
}

function conditionsOf(conditions: NonNullable<StatementArgs["conditions"]>, version: string): object {
  const byTest: Record<string, Record<string, string | readonly string[]>> = {};
  for (const { test, variable, values } of conditions) {
    const written = values.map((text) => variables(text, version));
    const before = byTest[test]?.[variable];
    const all = before === undefined ? written : [before, written].flat(2);
    byTest[test] = { ...byTest[test], [variable]: all.length === 1 ? (all[0] ?? "") : all };
  }
  return Object.fromEntries(
    Object.entries(byTest)
      .sort()
      .map(([test, values]) => [test, Object.fromEntries(Object.entries(values).sort())]),
  );
}

function aloneOrSorted(values: readonly string[]): string | readonly string[] | undefined {
  if (values.length < 2) return values[0];
  return [...values].sort().reverse();
}

/** @throws Error for the older version of the policy language, which has no variables */
function variables(text: string, version: string): string {
  if (!text.includes("&{")) return text;
  if (version === "2008-10-17")
    throw new Error(`found &{ sequence in (${text}), which is not supported in document version 2008-10-17`);
  return text.replaceAll("&{", "${");
}

/** @throws Error naming a Sid that two statements have */
function withoutRepeats(statements: readonly Statement[]): readonly Statement[] {
  const seen = new Set<string>();
  for (const { Sid } of statements) {
    if (Sid === undefined) continue;
    if (seen.has(Sid)) throw new Error(`duplicate Sid (${Sid}). Remove the Sid or ensure the Sid is unique.`);
    seen.add(Sid);
  }
  return statements;
}

function read(text: string): Document {
  const { Statement = [], ...rest } = JSON.parse(text) as Omit<Document, "Statement"> & {
    Statement?: Statement | readonly Statement[];
  };
  return { ...rest, Statement: Array.isArray(Statement) ? Statement : [Statement as Statement] };
}

/** Adds a document to those before it: a statement takes the place of that with its Sid. */
function merge(before: Document, after: Document): Document {
  const statements = [...before.Statement];
  for (const statement of after.Statement) {
    const place = statements.findIndex(({ Sid }) => Sid !== undefined && Sid === statement.Sid);
    if (place === -1) statements.push(statement);
    else statements[place] = statement;
  }
  const Id = after.Id ?? before.Id;
  const Version = after.Version ?? before.Version;
  return { ...(Version !== undefined && { Version }), ...(Id !== undefined && { Id }), Statement: statements };
}
