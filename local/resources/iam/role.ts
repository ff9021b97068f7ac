import { arn } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import { uniqueId } from "../../iam/uniqueId";
import type { Services } from "../../services";
import { iamName, iamPath } from "./names";
import { policyText } from "./policyText";

interface RoleInputs {
  assumeRolePolicy: unknown;
  name?: string;
  namePrefix?: string;
  path?: string;
  inlinePolicies?: readonly { name?: string; policy?: unknown }[];
  managedPolicyArns?: readonly string[];
}

/** `aws.iam.Role`. */
export function role({ iam, clock }: Pick<Services, "iam" | "clock">): ResourceHandler {
  const put = (context: ResourceContext, properties: Properties, current?: ResourceState): ResourceState => {
    const inputs = properties as unknown as RoleInputs;
    const name = current ? current.id : iamName(context, inputs, 64);
    const path = iamPath(inputs.path);
    const roleArn = arn("iam", `role${path}${name}`);
    const trustPolicy = policyText(inputs.assumeRolePolicy, "assumeRolePolicy");
    iam.putRole({ arn: roleArn, name, trustPolicy });
    const inlinePolicies = putInline(roleArn, inputs, current);
    const managedPolicyArns = attach(roleArn, inputs, current);
    return {
      id: name,
      state: {
        forceDetachPolicies: false,
        maxSessionDuration: 3600,
        ...properties,
        name,
        path,
        arn: roleArn,
        assumeRolePolicy: trustPolicy,
        inlinePolicies,
        managedPolicyArns,
        uniqueId: uniqueId("AROA", roleArn),
        createDate: current?.state.createDate ?? new Date(clock.now()).toISOString(),
      },
    };
  };

  const putInline = (roleArn: string, { inlinePolicies = [] }: RoleInputs, current?: ResourceState) => {
    const policies = inlinePolicies.map(({ name, policy }, index) => {
      if (!name) throw new Error(`inlinePolicies[${index}] must have a name`);
      return { name, policy: policyText(policy, `inlinePolicies[${index}].policy`) };
    });
    const before = (current?.state.inlinePolicies ?? []) as typeof policies;
    for (const { name } of before) {
      if (!policies.some((policy) => policy.name === name)) iam.deleteRolePolicy(roleArn, name);
    }
    for (const { name, policy } of policies) iam.putRolePolicy(roleArn, name, policy);
    return policies;
  };

  const attach = (roleArn: string, { managedPolicyArns = [] }: RoleInputs, current?: ResourceState) => {
    const before = (current?.state.managedPolicyArns ?? []) as readonly string[];
    for (const policyArn of before) {
      if (!managedPolicyArns.includes(policyArn)) iam.detachRolePolicy(roleArn, policyArn);
    }
    for (const policyArn of managedPolicyArns) iam.attachRolePolicy(roleArn, policyArn);
    return managedPolicyArns;
  };

  return {
    type: "aws:iam/role:Role",
    properties: {
      assumeRolePolicy: "honoured",
      name: "honoured",
      namePrefix: "honoured",
      path: "honoured",
      inlinePolicies: "honoured",
      managedPolicyArns: "honoured",
      description: { noEffect: "a text for people" },
      forceDetachPolicies: { noEffect: "a role's policies always go with it here" },
      maxSessionDuration: { noEffect: "sessions do not expire here" },
    },
    replaceOn: ["name", "namePrefix", "path"],
    create: async (context, inputs) => put(context, inputs),
    update: async (context, current, inputs) => put(context, inputs, current),
    delete: async (_context, current) => iam.deleteRole(String(current.state.arn)),
  };
}
