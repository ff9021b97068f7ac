import { arn } from "../../base/arn";
import type { ResourceHandler } from "../../engine/resourceHandler";
import { uniqueId } from "../../iam/uniqueId";
import type { Services } from "../../services";
import { iamName, iamPath } from "./names";

/** `aws.iam.User`: may do what its policies and those of its groups allow, by an access key. */
export function user({ iam }: Pick<Services, "iam">): ResourceHandler {
  return {
    type: "aws:iam/user:User",
    properties: {
      name: "honoured",
      path: "honoured",
      forceDestroy: { noEffect: "a user's keys and policies always go with it here" },
    },
    // A change of either renames the user on AWS, which would change its ARN in policies as well.
    replaceOn: ["name", "path"],
    async create(context, inputs) {
      const name = iamName(context, inputs, 64);
      const path = iamPath(inputs.path as string | undefined);
      iam.identities.create("user", name);
      const userArn = arn("iam", `user${path}${name}`);
      return { id: name, state: { ...inputs, name, path, arn: userArn, uniqueId: uniqueId("AIDA", userArn) } };
    },
    update: async (_context, { id, state }, inputs) => ({ id, state: { ...state, ...inputs } }),
    delete: async (_context, { id }) => iam.identities.delete("user", id),
  };
}
