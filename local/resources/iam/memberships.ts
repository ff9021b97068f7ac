import type { Properties, ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

/** `aws.iam.GroupMembership`: users of one group. */
export function groupMembership({ iam }: Pick<Services, "iam">): ResourceHandler {
  const put = (id: string, { group, users }: Properties) =>
    iam.identities.setMemberships(
      `group ${id}`,
      (users as readonly string[]).map((user) => ({ user, group: String(group) })),
    );
  return {
    type: "aws:iam/groupMembership:GroupMembership",
    properties: { group: "honoured", name: "honoured", users: "honoured" },
    replaceOn: ["group", "name"],
    async create(context, inputs) {
      const name = context.physicalName(inputs.name, 128);
      put(name, inputs);
      return { id: name, state: { ...inputs, name } };
    },
    async update(_context, { id, state }, inputs) {
      put(id, inputs);
      return { id, state: { ...state, ...inputs } };
    },
    delete: async (_context, { id }) => iam.identities.setMemberships(`group ${id}`, []),
  };
}

/** `aws.iam.UserGroupMembership`: groups of one user. */
export function userGroupMembership({ iam }: Pick<Services, "iam">): ResourceHandler {
  const put = (id: string, { user, groups }: Properties) =>
    iam.identities.setMemberships(
      `user ${id}`,
      (groups as readonly string[]).map((group) => ({ user: String(user), group })),
    );
  return {
    type: "aws:iam/userGroupMembership:UserGroupMembership",
    properties: { user: "honoured", groups: "honoured" },
    replaceOn: ["user"],
    async create(context, inputs) {
      const id = context.physicalName(undefined, 128);
      put(id, inputs);
      return { id, state: inputs };
    },
    async update(_context, { id }, inputs) {
      put(id, inputs);
      return { id, state: inputs };
    },
    delete: async (_context, { id }) => iam.identities.setMemberships(`user ${id}`, []),
  };
}
