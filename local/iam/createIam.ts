import { ACCOUNT_ID, arn, REGION } from "../base/arn";
import { AwsError } from "../base/awsError";
import { type KeptMaps, noMaps } from "../base/keptMaps";
import type { Report } from "../base/report";
import { type RequestContext, SOURCE_KEYS } from "./conditionKeys";
import { accessDenied, nameOf, remedy } from "./denial";
import { type Decision, dependsOnContext, evaluate, evaluateTrust, type PolicySource, type Request } from "./evaluate";
import type { Credentials, Iam, Permission, Principal } from "./iam";
import { Identities } from "./identities";
import { effectiveManagedPolicy, managedPolicyArns } from "./managedPolicies";
import { parsePolicy, type Statement } from "./policyDocument";
import { ResourceKeys } from "./resourceKeys";
import { Sessions, sessionArn } from "./sessions";
import { StatementIndex } from "./statementIndex";

export interface IamDependencies {
  report: Report;
  /** Tags of resources and of roles, for the conditions of policies; nothing has any where absent. */
  tagsOf?: (arn: string) => Readonly<Record<string, string>>;
}

interface Role {
  arn: string;
  name: string;
  trust: readonly Statement[];
  inline: Map<string, readonly Statement[]>;
  attached: Set<string>;
}

/** Decisions that are kept; then all are forgotten, for a program may name any number of resources. */
const MAX_DECISIONS = 10_000;
const OPERATOR: Principal = { kind: "operator", arn: arn("iam", "user/operator") };

/** Policies in memory. A person reads each distinct denial once in the report, with the statement that would mend it. */
export function createIam({ report, tagsOf = () => ({}) }: IamDependencies, kept: KeptMaps = noMaps): Iam {
  const roles = new Map<string, Role>();
  const managed = new Map<string, readonly Statement[]>();
  const awsManaged = new Map<string, readonly Statement[]>();
  const resourcePolicies = new Map<string, Map<string, readonly Statement[]>>();
  const keys = new ResourceKeys();
  const sessions = new Sessions();
  // A client that outlives a start of the local cloud goes on with what it has.
  const known = kept.map<Credentials>("operator");
  const operator = sessions.issue("operator", OPERATOR, known.entries().get("credentials")).credentials;
  known.set("credentials", operator);
  const reported = new Set<string>();
  const index = new StatementIndex();
  /** Those that are the same whatever else the request's context says, by their question: no statement about it asks for more. */
  const decisions = new Map<string, Decision>();
  let revision = 0;

  const roleOf = (roleArn: string): Role => {
    const role = roles.get(roleArn);
    if (!role) throw noSuchEntity(`The role with name ${roleArn.split("/").at(-1)} cannot be found.`);
    return role;
  };
  const policyOf = (policyArn: string): readonly Statement[] => {
    const known = managed.get(policyArn) ?? awsManaged.get(policyArn);
    if (known) return known;
    const document = effectiveManagedPolicy(policyArn);
    if (document !== undefined) {
      const statements = parsePolicy(document, "identity");
      awsManaged.set(policyArn, statements);
      return statements;
    }
    const carried = policyArn.startsWith("arn:aws:iam::aws:")
      ? ` The local cloud knows ${managedPolicyArns.join(", ")}.`
      : "";
    throw noSuchEntity(`Policy ${policyArn} does not exist or is not attachable.${carried}`);
  };
  const identityStatements = ({ principal, action, resource }: Request): readonly Statement[] => {
    if (principal.kind === "user") {
      const { name } = principal;
      return index.relevant(`user ${name}`, action, resource, () => identities.statementsOf(name));
    }
    const role = principal.kind === "role" ? roles.get(principal.roleArn) : undefined;
    if (!role) return [];
    return index.relevant(`role ${role.arn}`, action, resource, () => [
      ...[...role.inline.values()].flat(),
      ...[...role.attached].flatMap(policyOf),
    ]);
  };
  const resourceStatements = ({ action, resource, policyResource }: ResourceRequest): readonly Statement[] => {
    const policies = resourcePolicies.get(policyResource);
    return policies
      ? index.relevant(`resource ${policyResource}`, action, resource, () => [...policies.values()].flat())
      : [];
  };
  const tagged = (request: ResourceRequest): ResourceRequest => {
    const { principal, resource, context } = request;
    const own = principal.kind === "role" ? principal.roleArn : principal.kind === "user" ? principal.arn : undefined;
    const principalTags = own === undefined ? {} : tagsOf(own);
    return {
      ...request,
      context: {
        ...tagFacts("aws:PrincipalTag", principalTags),
        ...tagFacts("aws:ResourceTag", tagsOf(resource)),
        ...context,
      },
    };
  };
  const decide = (principal: Principal, permission: Permission): Decision => {
    if (principal.kind === "operator") return { allowed: true };
    const key = questionOf(principal, permission);
    const known = decisions.get(key);
    if (known) return known;
    const request = tagged(requestOf(principal, permission));
    const policies = { identity: identityStatements(request), resource: resourceStatements(request) };
    return keep(key, evaluate(request, policies), [...policies.identity, ...policies.resource]);
  };
  /** @param statements that were asked */
  const keep = (key: string, decision: Decision, statements: readonly Statement[]): Decision => {
    if (statements.some(dependsOnContext)) return decision;
    if (decisions.size >= MAX_DECISIONS) decisions.clear();
    decisions.set(key, decision);
    return decision;
  };
  const forgetDecisions = () => {
    index.clear();
    decisions.clear();
    revision += 1;
  };
  const policiesChanged = () => {
    reported.clear();
    forgetDecisions();
  };
  const identities = new Identities(policyOf, policiesChanged);
  const refuse = (request: Request, decision: Decision, implicitSource: PolicySource): void => {
    if (decision.allowed) return;
    const text = remedy(request, decision, implicitSource);
    if (!reported.has(text)) report.warn("iam", text);
    reported.add(text);
    throw accessDenied(request, decision, implicitSource);
  };

  return {
    authorize(principal, permissions) {
      for (const permission of permissions.flatMap((each) => keys.withKeys(each))) {
        const decision = decide(principal, permission);
        if (!decision.allowed) refuse(tagged(requestOf(principal, permission)), decision, implicitSourceFor(principal));
        const refusal = keys.refusalOf(permission);
        if (refusal) throw refusal;
      }
    },
    allows: (principal, permission) =>
      keys.withKeys(permission).every((each) => decide(principal, each).allowed && keys.refusalOf(each) === undefined),

    explain(principal, permission) {
      const decision = decide(principal, permission);
      const { action, resource } = permission;
      const { allowed } = decision;
      if (!("statement" in decision) || decision.statement === undefined) return { action, resource, allowed };
      return { action, resource, allowed, statement: decision.statement.source, source: decision.source ?? "" };
    },

    simulate(roleArn, permission, { identity, resource }) {
      const principal: Principal = { kind: "role", arn: roleArn ?? arn("iam", "user/anybody"), roleArn: roleArn ?? "" };
      const request = tagged(requestOf(principal, permission));
      const isOfKey = request.action.toLowerCase().startsWith("kms:");
      const decision = evaluate(request, {
        identity: [
          ...identityStatements(request),
          ...identity.flatMap((document) => parsePolicy(document, "identity")),
        ],
        // A key's policy says if identity policies count at all.
        resource:
          resource !== undefined ? parsePolicy(resource, "resource") : isOfKey ? resourceStatements(request) : [],
      });
      return decision.allowed ? "allowed" : decision.reason;
    },

    principalOf: (accessKeyId, sessionToken) => sessions.principalOf(accessKeyId, sessionToken),
    operator,
    assumeRole(roleArn, sessionName, servicePrincipal, context = {}) {
      const principal: Principal = { kind: "service", service: servicePrincipal };
      const facts = { "aws:SourceAccount": ACCOUNT_ID, ...context };
      const permission = { action: "sts:AssumeRole", resource: roleArn, context: facts };
      const key = `trust ${questionOf(principal, permission)}`;
      if (decisions.get(key)?.allowed !== true) {
        const request = requestOf(principal, permission);
        const { trust } = roleOf(roleArn);
        refuse(request, keep(key, evaluateTrust(request, trust), trust), "role trust policy");
      }
      return sessions.issue(`${roleArn} ${sessionName}`, {
        kind: "role",
        arn: sessionArn(roleArn, sessionName),
        roleArn,
      });
    },

    putRole(role) {
      const known = roles.get(role.arn);
      if (!known && [...roles.values()].some(({ name }) => name === role.name)) {
        throw new AwsError("EntityAlreadyExists", `Role with name ${role.name} already exists.`, 409);
      }
      const trust = parsePolicy(role.trustPolicy, "trust");
      const { inline = new Map(), attached = new Set<string>() } = known ?? {};
      roles.set(role.arn, { arn: role.arn, name: role.name, trust, inline, attached });
      policiesChanged();
    },
    deleteRole(roleArn) {
      roles.delete(roleArn);
      sessions.endRole(roleArn);
      forgetDecisions();
    },
    putRolePolicy(roleArn, policyId, document) {
      roleOf(roleArn).inline.set(policyId, parsePolicy(document, "identity"));
      policiesChanged();
    },
    deleteRolePolicy(roleArn, policyId) {
      roles.get(roleArn)?.inline.delete(policyId);
      forgetDecisions();
    },
    roleArnOf(roleName) {
      const role = [...roles.values()].find(({ name }) => name === roleName);
      if (!role) throw noSuchEntity(`The role with name ${roleName} cannot be found.`);
      return role.arn;
    },

    identities,
    createAccessKey: (user) => sessions.createAccessKey({ kind: "user", ...user }),
    setAccessKey: (id, isActive) => sessions.setAccessKey(id, isActive),
    deleteAccessKey: (id) => sessions.deleteAccessKey(id),

    putManagedPolicy(policyArn, document) {
      managed.set(policyArn, parsePolicy(document, "identity"));
      policiesChanged();
    },
    deleteManagedPolicy(policyArn) {
      const role = [...roles.values()].find(({ attached }) => attached.has(policyArn));
      const holder = role ? `role ${role.name}` : identities.holderOf(policyArn);
      if (holder !== undefined) {
        throw new AwsError("DeleteConflict", `Cannot delete ${policyArn}: it is attached to the ${holder}.`, 409);
      }
      managed.delete(policyArn);
      forgetDecisions();
    },
    attachRolePolicy(roleArn, policyArn) {
      const role = roleOf(roleArn);
      policyOf(policyArn);
      role.attached.add(policyArn);
      policiesChanged();
    },
    detachRolePolicy(roleArn, policyArn) {
      roles.get(roleArn)?.attached.delete(policyArn);
      forgetDecisions();
    },

    putResourcePolicy(resourceArn, statementId, document) {
      const policies = resourcePolicies.get(resourceArn) ?? new Map<string, readonly Statement[]>();
      policies.set(statementId, parsePolicy(document, "resource"));
      resourcePolicies.set(resourceArn, policies);
      policiesChanged();
    },
    deleteResourcePolicy(resourceArn, statementId) {
      resourcePolicies.get(resourceArn)?.delete(statementId);
      forgetDecisions();
    },
    putResourceKey(resourceArn, keyArn) {
      keys.put(resourceArn, keyArn);
      forgetDecisions();
    },
    suspendKey(keyArn, refusal) {
      keys.suspend(keyArn, refusal);
      forgetDecisions();
    },
    get revision() {
      return revision;
    },
  };
}

/** The question, with nothing of the request's context but its source. */
function questionOf(principal: Principal, { action, resource, policyResource = "", context }: Permission): string {
  const who = "roleArn" in principal ? `${principal.roleArn} ${principal.arn}` : nameOf(principal);
  // Spelled as services spell it here: whatever a policy calls it, it is this value. An empty one is not the same as none.
  const source = context === undefined ? "" : SOURCE_KEYS.map((key) => JSON.stringify(context[key]) ?? "").join("\n");
  return `${principal.kind} ${who}\n${action}\n${policyResource}\n${resource}\n${source}`;
}

/** A request, with the resource whose policy decides too. */
type ResourceRequest = Request & { policyResource: string };

/**
 * Adds what every request carries by itself. `aws:SecureTransport` is always true: the local cloud speaks plain HTTP, and the
 * loopback interface, which no other machine can listen on, stands for TLS. Otherwise a policy that insists on TLS, as
 * every good one does, would refuse everything here.
 */
function requestOf(
  principal: Principal,
  { action, resource, policyResource = resource, context }: Permission,
): ResourceRequest {
  const facts = { "aws:SecureTransport": "true", "aws:RequestedRegion": REGION };
  return { principal, action, resource, policyResource, context: { ...facts, ...factsOf(principal), ...context } };
}

function tagFacts(key: string, tags: Readonly<Record<string, string>>): RequestContext {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [`${key}/${name}`, value]));
}

function factsOf(principal: Principal): RequestContext {
  switch (principal.kind) {
    case "service":
      return { "aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": principal.service };
    case "anonymous":
      return { "aws:PrincipalIsAWSService": "false", "aws:PrincipalType": "Anonymous" };
    default:
      return {
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalAccount": ACCOUNT_ID,
        // For a session, the key holds the ARN of its role (IAM User Guide, "aws:PrincipalArn").
        "aws:PrincipalArn": principal.kind === "role" ? principal.roleArn : nameOf(principal),
        "aws:PrincipalType": principal.kind === "role" ? "AssumedRole" : "User",
        ...(principal.kind === "user" && { "aws:username": principal.name }),
      };
  }
}

function implicitSourceFor({ kind }: Principal): PolicySource {
  return kind === "service" || kind === "anonymous" ? "resource-based policy" : "identity-based policy";
}

function noSuchEntity(message: string): AwsError {
  return new AwsError("NoSuchEntity", message, 404);
}
