import type { ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { iamName } from "./names";
import { policyText } from "./policyText";

type Kind = "user" | "group";

const INLINE = { user: "aws:iam/userPolicy:UserPolicy", group: "aws:iam/groupPolicy:GroupPolicy" } as const;
const ATTACHED = {
  user: "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  group: "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
} as const;

/** `aws.iam.UserPolicy` and `aws.iam.GroupPolicy`: a policy embedded in one user or group. */
export function identityPolicy(kind: Kind, { iam }: Pick<Services, "iam">): ResourceHandler {
  const put = (holder: string, name: string, document: unknown): ResourceState => {
    const policy = policyText(document, "policy");
    iam.identities.putPolicy(kind, holder, name, policy);
    return { id: `${holder}:${name}`, state: { [kind]: holder, name, policy } };
  };
  return {
    type: INLINE[kind],
    properties: { [kind]: "honoured", name: "honoured", namePrefix: "honoured", policy: "honoured" },
    replaceOn: [kind, "name", "namePrefix"],
    create: async (context, inputs) => put(String(inputs[kind]), iamName(context, inputs, 128), inputs.policy),
    update: async (_context, { state }, inputs) => put(String(state[kind]), String(state.name), inputs.policy),
    delete: async (_context, { state }) => iam.identities.deletePolicy(kind, String(state[kind]), String(state.name)),
  };
}

/** `aws.iam.UserPolicyAttachment` and `aws.iam.GroupPolicyAttachment`: a managed policy for one user or group. */
export function identityPolicyAttachment(kind: Kind, { iam }: Pick<Services, "iam">): ResourceHandler {
  return {
    type: ATTACHED[kind],
    properties: { [kind]: "honoured", policyArn: "honoured" },
    replaceOn: [kind, "policyArn"],
    async create(_context, inputs) {
      const [holder, policyArn] = [String(inputs[kind]), String(inputs.policyArn)];
      iam.identities.attach(kind, holder, policyArn);
      return { id: `${holder}/${policyArn}`, state: { [kind]: holder, policyArn } };
    },
    delete: async (_context, { state }) => iam.identities.detach(kind, String(state[kind]), String(state.policyArn)),
  };
}
