import { requestTags } from "./conditionKeys";
import type { Permission } from "./iam";

/** The permissions to make a resource: with tags, the one to tag it as well. */
export function creating(
  resource: string,
  tags: Readonly<Record<string, string>>,
  actions: { readonly create: string; readonly tag: string },
): readonly Permission[] {
  const on = { resource, context: requestTags(tags) };
  const tagging = Object.keys(tags).length > 0 ? [{ action: actions.tag, ...on }] : [];
  return [{ action: actions.create, ...on }, ...tagging];
}
