import { listOf, type Stack, type StackResource } from "./rule";

/** A statement of a policy, with the resource that it is part of. */
export interface Statement {
  readonly resource: StackResource;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Principals by kind: `{ Service: ["sns.amazonaws.com"] }`; everybody is `{ AWS: ["*"] }`. */
  readonly principals: Readonly<Record<string, readonly string[]>>;
  /** Condition keys in lower case, each with its operator and values. */
  readonly conditions: readonly Condition[];
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

interface Document {
  Statement?: Written | readonly Written[];
}

interface Written {
  Effect?: string;
  Action?: string | readonly string[];
  Resource?: string | readonly string[];
  Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Properties that hold a policy's text, by the type of their resource. */
const DOCUMENTS: Readonly<Record<string, readonly string[]>> = {
  "aws:iam/role:Role": ["assumeRolePolicy"],
  "aws:iam/rolePolicy:RolePolicy": ["policy"],
  "aws:iam/policy:Policy": ["policy"],
  "aws:iam/groupPolicy:GroupPolicy": ["policy"],
  "aws:iam/userPolicy:UserPolicy": ["policy"],
  "aws:kms/key:Key": ["policy"],
  "aws:s3/bucketPolicy:BucketPolicy": ["policy"],
  "aws:secretsmanager/secretPolicy:SecretPolicy": ["policy"],
  "aws:sns/topicPolicy:TopicPolicy": ["policy"],
  "aws:sqs/queuePolicy:QueuePolicy": ["policy"],
};

/** Documents of identities, which say what somebody may do; the others say who may do something to them. */
const IDENTITY_POLICIES: ReadonlySet<string> = new Set([
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/policy:Policy",
  "aws:iam/groupPolicy:GroupPolicy",
  "aws:iam/userPolicy:UserPolicy",
]);

/** The statements of all policies that a stack writes. */
export function statementsOf({ resources }: Stack): readonly Statement[] {
  return resources.flatMap((resource) => {
    const inline = resource.type === "aws:iam/role:Role" ? inlinePolicies(resource.properties.inlinePolicies) : [];
    const texts = (DOCUMENTS[resource.type] ?? []).map((name) => resource.properties[name]);
    return [...texts, ...inline].flatMap((text) => read(text).map((written) => statement(resource, written)));
  });
}

/** Tells whether a statement says what its holder may do: it has no principal. */
export function isOfIdentity({ resource, principals }: Statement): boolean {
  return IDENTITY_POLICIES.has(resource.type) || Object.keys(principals).length === 0;
}

function inlinePolicies(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.map((policy: { policy?: unknown }) => policy.policy) : [];
}

/** Text that is no JSON is the AWS provider's to refuse. */
function read(text: unknown): readonly Written[] {
  if (typeof text !== "string") return [];
  try {
    return listOf((JSON.parse(text) as Document).Statement);
  } catch {
    return [];
  }
}

function statement(resource: StackResource, written: Written): Statement {
  const { Effect = "", Action, Resource, Principal, Condition = {} } = written;
  return {
    resource,
    effect: Effect,
    actions: listOf(Action),
    resources: listOf(Resource),
    principals: principalsOf(Principal),
    conditions: Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: listOf(values) })),
    ),
  };
}

function principalsOf(principal: Written["Principal"]): Statement["principals"] {
  if (principal === undefined) return {};
  if (typeof principal === "string") return { AWS: [principal] };
  return Object.fromEntries(Object.entries(principal).map(([kind, values]) => [kind, listOf(values)]));
}
