import type { ResourceHandler } from "../../engine/resourceHandler";

/** `aws.iam.GroupPolicyAttachment`. */
export function groupPolicyAttachment(): ResourceHandler {
  return {
    type: "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    properties: {
      group: { noEffect: "nobody is in a group here" },
      policyArn: { noEffect: "nobody is in a group here" },
    },
    replaceOn: ["group", "policyArn"],
    async create(_context, inputs) {
      return { id: `${inputs.group}/${inputs.policyArn}`, state: inputs };
    },
    async delete() {},
  };
}
