import type { Properties, ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

/** `aws.iam.AccessKey`: a new pair in each start, as the operator's own is. */
export function accessKey({ iam, clock, inventory }: Pick<Services, "iam" | "clock" | "inventory">): ResourceHandler {
  const isActive = ({ status = "Active" }: Properties): boolean => {
    if (status !== "Active" && status !== "Inactive") {
      throw new Error(`status must be "Active" or "Inactive", got "${status}"`);
    }
    return status === "Active";
  };
  return {
    type: "aws:iam/accessKey:AccessKey",
    properties: { user: "honoured", status: "honoured" },
    replaceOn: ["user"],
    async create(_context, inputs) {
      const name = String(inputs.user);
      const active = isActive(inputs);
      const made = inventory.made("aws:iam/user:User", name);
      if (made === undefined) throw new Error(`The user with name ${name} cannot be found.`);
      const { accessKeyId, secretAccessKey } = iam.createAccessKey({ arn: String(made.state.arn), name });
      iam.setAccessKey(accessKeyId, active);
      const createDate = new Date(clock.now()).toISOString();
      return { id: accessKeyId, state: { status: "Active", ...inputs, secret: secretAccessKey, createDate } };
    },
    async update(_context, { id, state }, inputs) {
      iam.setAccessKey(id, isActive(inputs));
      return { id, state: { ...state, status: "Active", ...inputs } };
    },
    delete: async (_context, { id }) => iam.deleteAccessKey(id),
  };
}
