import { ACCOUNT_ID, arn, REGION } from "../base/arn";
import { AwsError } from "../base/awsError";
import type { Report } from "../base/report";
import type { RequestContext } from "./conditionKeys";
import { accessDenied, nameOf, remedy } from "./denial";
import { type Decision, evaluate, evaluateTrust, type PolicySource, type Request } from "./evaluate";
import { managedPolicy, managedPolicyArns } from "./managedPolicies";
import { parsePolicy, type Statement } from "./policyDocument";
import { ResourceKeys } from "./resourceKeys";
import { Sessions, sessionArn } from "./sessions";
import { StatementIndex } from "./statementIndex";

/** The identity that makes a call. */
export type Principal =
  /** The person at the laptop (and the CLI): may do everything, as the deploying administrator may on AWS. */
  | { kind: "operator"; arn: string }
  /** A session of a role; `arn` is the `sts::assumed-role` ARN that AWS names in its messages. */
  | { kind: "role"; arn: string; roleArn: string }
  /** A service acting for itself, such as `apigateway.amazonaws.com`: only resource policies can allow it. */
  | { kind: "service"; service: string }
  /** Whoever sends an unsigned request: only a resource policy that names everyone (`"*"`) can allow it. */
  | { kind: "anonymous" };

/**
 * One permission that a call needs; `context` holds condition keys, such as `{ "aws:SourceArn": "..." }`: a list of values
 * where AWS's key is multivalued. Keys are listed in local/iam/conditionKeys.ts.
 */
export interface Permission {
  action: string;
  resource: string;
  /** The resource whose policy decides too, where that is not `resource` itself: the bucket of an object. */
  policyResource?: string;
  context?: RequestContext;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** Principals, their policies, and the decision. */
export interface Iam {
  /** @throws AwsError `AccessDenied`, in AWS's words, naming the statement that is missing */
  authorize(principal: Principal, permissions: readonly Permission[]): void;
  /** The same decision as a question. */
  allows(principal: Principal, permission: Permission): boolean;

  /** @throws AwsError `UnrecognizedClientException` for a key this cloud did not issue, or a token of another key */
  principalOf(accessKeyId: string, sessionToken: string | undefined): Principal;
  /** Credentials of the person at the laptop. */
  readonly operator: Credentials;
  /**
   * A service (`"lambda.amazonaws.com"`) takes on a role, as far as the role's trust policy lets it. The same role and
   * session name give the same credentials.
   * @param context condition keys beside `aws:SourceAccount`, such as `{ "aws:SourceArn": "..." }`
   * @throws AwsError `AccessDenied` where it does not
   */
  assumeRole(
    roleArn: string,
    sessionName: string,
    servicePrincipal: string,
    context?: RequestContext,
  ): { principal: Principal; credentials: Credentials };

  /** @throws AwsError `EntityAlreadyExists` when a role of that name stands under another path */
  putRole(role: { arn: string; name: string; trustPolicy: string }): void;
  deleteRole(arn: string): void;
  /** `policyId` is unique within the role; putting it again replaces it. `document` is JSON. */
  putRolePolicy(roleArn: string, policyId: string, document: string): void;
  deleteRolePolicy(roleArn: string, policyId: string): void;
  /** @throws AwsError `NoSuchEntity` when there is no role of that name */
  roleArnOf(roleName: string): string;

  /** A customer-managed policy. Putting it again changes it for every role it is attached to. */
  putManagedPolicy(policyArn: string, document: string): void;
  /** @throws AwsError `DeleteConflict` while a role has it attached */
  deleteManagedPolicy(policyArn: string): void;
  /** @throws AwsError `NoSuchEntity` for an unknown role or policy, AWS-managed policies that are not carried included */
  attachRolePolicy(roleArn: string, policyArn: string): void;
  detachRolePolicy(roleArn: string, policyArn: string): void;

  /** The policy that hangs on a queue, a function, a topic ...; `statementId` lets several resources add to it. */
  putResourcePolicy(resourceArn: string, statementId: string, document: string): void;
  deleteResourcePolicy(resourceArn: string, statementId: string): void;

  /** The key of the account that a resource is encrypted with: whoever reads or writes the resource needs the key too. */
  putResourceKey(resourceArn: string, keyArn: string | undefined): void;
}

export type IamDependencies = { report: Report };

interface Role {
  arn: string;
  name: string;
  trust: readonly Statement[];
  inline: Map<string, readonly Statement[]>;
  attached: Set<string>;
}

const OPERATOR: Principal = { kind: "operator", arn: arn("iam", "user/operator") };

/** Policies in memory. A person reads each distinct denial once in the report, with the statement that would mend it. */
export function createIam({ report }: IamDependencies): Iam {
  const roles = new Map<string, Role>();
  const managed = new Map<string, readonly Statement[]>();
  const awsManaged = new Map<string, readonly Statement[]>();
  const resourcePolicies = new Map<string, Map<string, readonly Statement[]>>();
  const keys = new ResourceKeys();
  const sessions = new Sessions();
  const reported = new Set<string>();
  const index = new StatementIndex();

  const roleOf = (roleArn: string): Role => {
    const role = roles.get(roleArn);
    if (!role) throw noSuchEntity(`The role with name ${roleArn.split("/").at(-1)} cannot be found.`);
    return role;
  };
  const policyOf = (policyArn: string): readonly Statement[] => {
    const known = managed.get(policyArn) ?? awsManaged.get(policyArn);
    if (known) return known;
    const document = managedPolicy(policyArn);
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
  const decide = (request: ResourceRequest): Decision =>
    request.principal.kind === "operator"
      ? { allowed: true }
      : evaluate(request, { identity: identityStatements(request), resource: resourceStatements(request) });
  const policiesChanged = () => {
    reported.clear();
    index.clear();
  };
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
        const request = requestOf(principal, permission);
        refuse(request, decide(request), implicitSourceFor(principal));
      }
    },
    allows: (principal, permission) =>
      keys.withKeys(permission).every((each) => decide(requestOf(principal, each)).allowed),

    principalOf: (accessKeyId, sessionToken) => sessions.principalOf(accessKeyId, sessionToken),
    operator: sessions.issue("operator", OPERATOR).credentials,
    assumeRole(roleArn, sessionName, servicePrincipal, context = {}) {
      const request = requestOf(
        { kind: "service", service: servicePrincipal },
        { action: "sts:AssumeRole", resource: roleArn, context: { "aws:SourceAccount": ACCOUNT_ID, ...context } },
      );
      refuse(request, evaluateTrust(request, roleOf(roleArn).trust), "role trust policy");
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
      index.clear();
    },
    putRolePolicy(roleArn, policyId, document) {
      roleOf(roleArn).inline.set(policyId, parsePolicy(document, "identity"));
      policiesChanged();
    },
    deleteRolePolicy(roleArn, policyId) {
      roles.get(roleArn)?.inline.delete(policyId);
      index.clear();
    },
    roleArnOf(roleName) {
      const role = [...roles.values()].find(({ name }) => name === roleName);
      if (!role) throw noSuchEntity(`The role with name ${roleName} cannot be found.`);
      return role.arn;
    },

    putManagedPolicy(policyArn, document) {
      managed.set(policyArn, parsePolicy(document, "identity"));
      policiesChanged();
    },
    deleteManagedPolicy(policyArn) {
      const user = [...roles.values()].find(({ attached }) => attached.has(policyArn));
      if (user) {
        throw new AwsError(
          "DeleteConflict",
          `Cannot delete ${policyArn}: it is attached to the role ${user.name}.`,
          409,
        );
      }
      managed.delete(policyArn);
      index.clear();
    },
    attachRolePolicy(roleArn, policyArn) {
      const role = roleOf(roleArn);
      policyOf(policyArn);
      role.attached.add(policyArn);
      policiesChanged();
    },
    detachRolePolicy(roleArn, policyArn) {
      roles.get(roleArn)?.attached.delete(policyArn);
      index.clear();
    },

    putResourcePolicy(resourceArn, statementId, document) {
      const policies = resourcePolicies.get(resourceArn) ?? new Map<string, readonly Statement[]>();
      policies.set(statementId, parsePolicy(document, "resource"));
      resourcePolicies.set(resourceArn, policies);
      policiesChanged();
    },
    deleteResourcePolicy(resourceArn, statementId) {
      resourcePolicies.get(resourceArn)?.delete(statementId);
      index.clear();
    },
    putResourceKey: (resourceArn, keyArn) => keys.put(resourceArn, keyArn),
  };
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
      };
  }
}

function implicitSourceFor({ kind }: Principal): PolicySource {
  return kind === "service" || kind === "anonymous" ? "resource-based policy" : "identity-based policy";
}

function noSuchEntity(message: string): AwsError {
  return new AwsError("NoSuchEntity", message, 404);
}
