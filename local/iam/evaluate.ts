import { ACCOUNT_ID, REGION } from "../base/arn";
import { CALLER_KEYS, type RequestContext, SOURCE_KEYS } from "./conditionKeys";
import type { Principal } from "./iam";
import type { PrincipalId, Statement } from "./policyDocument";

export type PolicySource = "identity-based policy" | "resource-based policy" | "role trust policy";

export interface Request {
  principal: Principal;
  action: string;
  resource: string;
  context: RequestContext;
}

/** The statements that speak about a request, by the kind of policy they stand in. */
export interface ApplicablePolicies {
  identity: readonly Statement[];
  resource: readonly Statement[];
}

export type Decision =
  | { allowed: true; source?: PolicySource; statement?: Statement }
  | { allowed: false; reason: "explicitDeny"; source: PolicySource; statement: Statement }
  | { allowed: false; reason: "implicitDeny" };

/**
 * Decides one request within one account: an explicit deny wins, then a statement of either kind of policy allows.
 * A service that acts for itself has no identity policies, so only the resource's policy can let it in.
 * Source: IAM User Guide, "Policy evaluation logic".
 */
export function evaluate(request: Request, policies: ApplicablePolicies): Decision {
  const resource = policies.resource.filter((statement) => applies(statement, request) && names(statement, request));
  const identity = policies.identity
    .filter((statement) => applies(statement, request))
    .filter(({ effect }) => effect === "Deny" || !isOfKeys(request) || resource.some(handsOver));

  const identityDeny = identity.find(({ effect }) => effect === "Deny");
  if (identityDeny) {
    return { allowed: false, reason: "explicitDeny", source: "identity-based policy", statement: identityDeny };
  }
  const resourceDeny = resource.find(({ effect }) => effect === "Deny");
  if (resourceDeny) {
    return { allowed: false, reason: "explicitDeny", source: "resource-based policy", statement: resourceDeny };
  }
  const [own] = identity;
  if (own) return { allowed: true, source: "identity-based policy", statement: own };
  const granting = resource.find((statement) => grants(statement, request.principal));
  if (granting) return { allowed: true, source: "resource-based policy", statement: granting };
  return { allowed: false, reason: "implicitDeny" };
}

/** Decides whether a role's trust policy lets a principal take the role on. */
export function evaluateTrust(request: Request, trust: readonly Statement[]): Decision {
  const relevant = trust.filter((statement) => applies(statement, request) && names(statement, request));
  const deny = relevant.find(({ effect }) => effect === "Deny");
  if (deny) return { allowed: false, reason: "explicitDeny", source: "role trust policy", statement: deny };
  const granted = relevant.some((statement) => grants(statement, request.principal));
  return granted ? { allowed: true } : { allowed: false, reason: "implicitDeny" };
}

function applies({ actions, resources, conditions }: Statement, { action, resource, context }: Request): boolean {
  if (actions.patterns.some((pattern) => pattern.matches(action, context)) === actions.negated) return false;
  if (resources && resources.patterns.some((pattern) => pattern.matches(resource, context)) === resources.negated) {
    return false;
  }
  return conditions.every((holds) => holds(context));
}

/** Tells apart what a statement can never speak about, whatever the request's context. */
export function mayApply({ actions, resources }: Statement, action: string, resource: string): boolean {
  return mayMatch(actions, action) && (resources === undefined || mayMatch(resources, resource));
}

const SETTLED: ReadonlySet<string> = new Set([...SOURCE_KEYS, ...CALLER_KEYS].map((key) => key.toLowerCase()));

/**
 * Tells if a statement may speak about one request and not about another one of the same principal and action on the same resource, for
 * the same source ({@link SOURCE_KEYS}).
 */
export function dependsOnContext(statement: Statement): boolean {
  const known = depending.get(statement);
  if (known !== undefined) return known;
  const { actions, resources, conditions, source } = statement;
  const hasVariables = [...actions.patterns, ...(resources?.patterns ?? [])].some((each) => each.isVariable);
  const depends = hasVariables || (conditions.length > 0 && !areSettled(source.Condition));
  depending.set(statement, depends);
  return depends;
}

const depending = new WeakMap<Statement, boolean>();

/** Tells if conditions test nothing but the caller and the source, and compare them with nothing else of the request. */
function areSettled(conditions: unknown): boolean {
  const keys = Object.values(Object(conditions) as Record<string, object>).flatMap((of) => Object.keys(of));
  return keys.every((key) => SETTLED.has(key.toLowerCase())) && !JSON.stringify(conditions).includes("${");
}

function mayMatch({ negated, patterns }: Statement["actions"], value: string): boolean {
  const matches = patterns.some((pattern) => !pattern.isVariable && pattern.matches(value, {}));
  return matches !== negated || (!matches && patterns.some(({ isVariable }) => isVariable));
}

function names({ principals }: Statement, { principal }: Request): boolean {
  if (!principals) return true;
  return principals.ids.some((id) => isNamed(id, principal)) !== principals.negated;
}

function isNamed(id: PrincipalId, principal: Principal): boolean {
  switch (id.kind) {
    case "everyone":
      return true;
    case "service":
      return principal.kind === "service" && [principal.service, regional(principal.service)].includes(id.service);
    case "account":
      return hasArn(principal) && id.accountId === ACCOUNT_ID;
    case "arn":
      return (
        (hasArn(principal) && principal.arn === id.arn) || (principal.kind === "role" && principal.roleArn === id.arn)
      );
  }
}

/**
 * A service is itself under its name in the Region, too: "Neither the global service principal states.amazonaws.com, nor the regional
 * one", as Step Functions says (AWS Step Functions Developer Guide, "Creating an IAM role for your state machine").
 */
function regional(service: string): string {
  return service.replace(/^([^.]+)\.amazonaws\.com$/, `$1.${REGION}.amazonaws.com`);
}

/** Tells if a request is about a key: aliases and lists of keys have no policy of their own. */
function isOfKeys({ action, resource }: Request): boolean {
  return action.toLowerCase().startsWith("kms:") && resource.includes(":key/");
}

/**
 * Tells if a key's policy leaves the decision to the account. Where it does not, no policy of a principal's own allows anything
 * (AWS KMS Developer Guide, "Key policies in AWS KMS").
 */
function handsOver({ effect, principals }: Statement): boolean {
  return effect === "Allow" && (principals?.ids.some(({ kind }) => kind === "account") ?? false);
}

/** Tells principals of the account from services and strangers. */
function hasArn(principal: Principal): principal is Extract<Principal, { arn: string }> {
  return "arn" in principal;
}

/**
 * Naming the account hands the decision to the account's identity policies and grants nothing by itself
 * (IAM User Guide, "AWS JSON policy elements: Principal", "AWS account principals").
 */
function grants({ principals }: Statement, principal: Principal): boolean {
  return principals?.ids.some((id) => id.kind !== "account" && isNamed(id, principal)) ?? false;
}
