import { arn } from "../../base/arn";
import type { ResourceHandler } from "../../engine/resourceHandler";
import { uniqueId } from "../../iam/uniqueId";
import type { Services } from "../../services";
import { iamName, iamPath } from "./names";

/** `aws.iam.Group`: users may do what its policies allow. */
export function group({ iam }: Pick<Services, "iam">): ResourceHandler {
  return {
    type: "aws:iam/group:Group",
    properties: { name: "honoured", path: "honoured" },
    replaceOn: ["name", "path"],
    async create(context, inputs) {
      const name = iamName(context, inputs, 128);
      const path = iamPath(inputs.path as string | undefined);
      iam.identities.create("group", name);
      const groupArn = arn("iam", `group${path}${name}`);
      return { id: name, state: { ...inputs, name, path, arn: groupArn, uniqueId: uniqueId("AGPA", groupArn) } };
    },
    async update(_context, current, inputs) {
      return { id: current.id, state: { ...current.state, ...inputs } };
    },
    delete: async (_context, { id }) => iam.identities.delete("group", id),
  };
}
