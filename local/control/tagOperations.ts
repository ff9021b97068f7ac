import type { Inventory, Tags } from "../base/inventory";
import { smallTagList, smallTagsIn, tagList, tagsIn } from "../base/tagList";
import type { AnyOperation } from "../edge/awsApi";
import { requestTags } from "../iam/conditionKeys";

/** The ways in which APIs differ that tag by ARN. */
export interface Tagging<Parts> {
  /** Prefix of the actions, such as `"sns"`. */
  readonly prefix: string;
  /** The parameters, as the API calls them. */
  readonly members: { readonly arn: string; readonly tags: string; readonly keys: string };
  /** Tags are a list of keys and values, whose members may begin in lower case, or a map. @default "list" */
  readonly form?: keyof typeof FORMS;
  inventory(parts: Parts): Inventory;
  /** The resource that a permission is about. @default as the call names it */
  resourceOf?(named: string, parts: Parts): string;
  /**
   * The resource that a call names.
   * @returns the ARN under which its tags are kept
   * @throws AwsError where there is no such resource
   */
  tagged(arn: string, parts: Parts): string;
}

interface Form {
  readonly kind: "structures" | "map";
  read(given: unknown): Tags;
  write(tags: Tags): unknown;
}

const FORMS = {
  list: { kind: "structures", read: (given) => tagsIn(given as Parameters<typeof tagsIn>[0]), write: tagList },
  smallList: {
    kind: "structures",
    read: (given) => smallTagsIn(given as Parameters<typeof smallTagsIn>[0]),
    write: smallTagList,
  },
  map: { kind: "map", read: (given) => given as Tags, write: (tags) => tags },
} as const satisfies Readonly<Record<string, Form>>;

type Params = Readonly<Record<string, unknown>>;

/** `TagResource`, `UntagResource` and `ListTagsForResource` of an API. Each is a permission on the resource, with the tags of the request. */
export function tagOperations<Parts>({
  prefix,
  members,
  form = "list",
  inventory,
  tagged,
  resourceOf = (named) => named,
}: Tagging<Parts>) {
  const { kind, read, write }: Form = FORMS[form];
  const tagsOf = (params: Params): Tags => read(params[members.tags]);
  const keysOf = (params: Params) => params[members.keys] as readonly string[];
  const arnOf = (params: Params) => String(params[members.arn]);
  return {
    TagResource: {
      parameters: { [members.arn]: "text", [members.tags]: kind },
      permissions: (input, parts) => [
        {
          action: `${prefix}:TagResource`,
          resource: resourceOf(arnOf(input as Params), parts),
          context: requestTags(tagsOf(input as Params)),
        },
      ],
      run(input, parts) {
        const params = input as Params;
        inventory(parts).tag(tagged(arnOf(params), parts), tagsOf(params));
        return {};
      },
    },
    UntagResource: {
      parameters: { [members.arn]: "text", [members.keys]: "texts" },
      permissions: (input, parts) => [
        {
          action: `${prefix}:UntagResource`,
          resource: resourceOf(arnOf(input as Params), parts),
          context: { "aws:TagKeys": keysOf(input as Params) },
        },
      ],
      run(input, parts) {
        const params = input as Params;
        inventory(parts).untag(tagged(arnOf(params), parts), keysOf(params));
        return {};
      },
    },
    ListTagsForResource: {
      parameters: { [members.arn]: "text" },
      permissions: (input, parts) => [
        { action: `${prefix}:ListTagsForResource`, resource: resourceOf(arnOf(input as Params), parts) },
      ],
      run(input, parts) {
        const tags = inventory(parts).tagsOf(tagged(arnOf(input as Params), parts));
        return { [members.tags]: write(tags) };
      },
    },
  } satisfies Readonly<Record<string, AnyOperation<Parts>>>;
}
