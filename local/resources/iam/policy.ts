import { arn } from "../../base/arn";
import type { ResourceHandler } from "../../engine/resourceHandler";
import { uniqueId } from "../../iam/uniqueId";
import type { Services } from "../../services";
import { iamName, iamPath } from "./names";
import { policyText } from "./policyText";

/** `aws.iam.Policy`: a managed policy that roles attach. */
export function policy({ iam }: Pick<Services, "iam">): ResourceHandler {
  return {
    type: "aws:iam/policy:Policy",
    properties: {
      name: "honoured",
      namePrefix: "honoured",
      path: "honoured",
      policy: "honoured",
      description: { noEffect: "a text for people" },
      delayAfterPolicyCreationInMs: { noEffect: "a policy is in force at once here" },
    },
    replaceOn: ["name", "namePrefix", "path", "description"],
    async create(context, inputs) {
      const name = iamName(context, inputs, 128);
      const path = iamPath(inputs.path as string | undefined);
      const policyArn = arn("iam", `policy${path}${name}`);
      const document = policyText(inputs.policy, "policy");
      iam.putManagedPolicy(policyArn, document);
      const policyId = uniqueId("ANPA", policyArn);
      return { id: policyArn, state: { ...inputs, name, path, arn: policyArn, policy: document, policyId } };
    },
    async update(_context, current, inputs) {
      const document = policyText(inputs.policy, "policy");
      iam.putManagedPolicy(current.id, document);
      return { id: current.id, state: { ...current.state, ...inputs, policy: document } };
    },
    delete: async (_context, current) => iam.deleteManagedPolicy(current.id),
  };
}
