import type { KeptResource } from "../../base/inventory";
import { lowerFirst } from "../../base/memberNames";
import { absent, attaching, type IamParts, listed, operation, type Params } from "./iamOperation";
import { attachedOf, policyIn } from "./policies";

/** Groups or users, as the managed policies that they have attached concern them. */
interface Holders {
  /** The type of an attachment. */
  readonly type: string;
  /** The resource of a permission. */
  on(params: Params, parts: IamParts): string;
  /** @throws AwsError `NoSuchEntity` */
  find(params: Params, parts: IamParts): KeptResource;
}

/** The operations that attach managed policies to groups, or to users, and detach and list them. */
export function attachmentOperations(kind: "Group" | "User", { type, on, find }: Holders) {
  const holder = lowerFirst(kind);
  const required = [`${kind}Name`];
  const one = { required: [...required, "PolicyArn"], on, context: attaching };
  return {
    ...operation(`Attach${kind}Policy`, one, async (params, parts) => {
      const { id } = find(params, parts);
      const { id: policyArn } = policyIn(params, parts);
      if (!parts.resources.find(type, `${id}/${policyArn}`)) {
        await parts.resources.create(type, { [holder]: id, policyArn });
      }
      return {};
    }),
    ...operation(`Detach${kind}Policy`, one, async (params, parts) => {
      const { id } = find(params, parts);
      const found = parts.resources.find(type, `${id}/${params.PolicyArn}`);
      if (found === undefined) throw absent(`Policy ${params.PolicyArn} was not found.`);
      await parts.resources.delete(found);
      return {};
    }),
    ...operation(`ListAttached${kind}Policies`, { required, on }, (params, parts) => {
      const { id } = find(params, parts);
      const attached = parts.resources.all(type).filter(({ state }) => state[holder] === id);
      const { items, rest } = listed(attached, params);
      return { AttachedPolicies: items.map(({ state }) => attachedOf(String(state.policyArn))), ...rest };
    }),
  };
}
