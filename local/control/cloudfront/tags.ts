import { AwsError } from "../../base/awsError";
import type { Tags } from "../../base/inventory";
import { tagList } from "../../base/tagList";
import { NamedList } from "../../edge/xml";
import { type Elements, elementOf, elementsOf, textOf, textsOf } from "../../edge/xmlDocument";
import { bodyIn, type CloudFrontParts, operationOn, type Params, type Routed, TYPES } from "./cloudFrontOperation";

const PATH = "/tagging";

const resource = ({ Resource = "" }: Params) => Resource;

/** Operations on the tags of distributions, by ARN. */
export const tagOperations: Readonly<Record<string, Routed>> = {
  TagResource: operationOn(
    "POST",
    `${PATH}?Operation=Tag`,
    { actions: ["TagResource"], resource, tags: (params) => tagsIn(bodyIn(params, "Tags")) },
    (params, parts) => {
      parts.resources.inventory.tag(taggedIn(params, parts), tagsIn(bodyIn(params, "Tags")));
      return { status: 204 };
    },
  ),
  UntagResource: operationOn(
    "POST",
    `${PATH}?Operation=Untag`,
    { actions: ["UntagResource"], resource },
    (params, parts) => {
      const keys = textsOf(elementOf(bodyIn(params, "TagKeys"), "Items") ?? {}, "Key");
      parts.resources.inventory.untag(taggedIn(params, parts), keys);
      return { status: 204 };
    },
  ),
  ListTagsForResource: operationOn("GET", PATH, { actions: ["ListTagsForResource"], resource }, (params, parts) => {
    const tags = tagList(parts.resources.inventory.tagsOf(taggedIn(params, parts)));
    return { document: ["Tags", { Items: new NamedList("Tag", tags) }] };
  }),
};

/** The tags in an element `Tags`. @throws AwsError `MalformedXML` */
export function tagsIn(tags: Elements = {}): Tags {
  const items = elementsOf(elementOf(tags, "Items") ?? {}, "Tag");
  return Object.fromEntries(items.map((tag) => [textOf(tag, "Key") ?? "", textOf(tag, "Value") ?? ""]));
}

/** @throws AwsError `NoSuchResource` */
function taggedIn({ Resource = "" }: Params, { resources }: CloudFrontParts): string {
  if (resources.all(TYPES.distribution).some(({ state }) => state.arn === Resource)) return Resource;
  throw new AwsError("NoSuchResource", "A resource that was specified is not valid.", 404);
}
