import { AwsError } from "../../base/awsError";
import { documentIn, elementOf, elementsOf, malformedXml, textOf } from "../../edge/xmlDocument";
import { header, type S3Call } from "./s3Call";

const MAX_TAGS = { Object: 10, Bucket: 50 };

/** The tags of a write, which come as a query does. @throws AwsError `InvalidTag` */
export function tagsOf(call: S3Call): Record<string, string> {
  return checkTags([...new URLSearchParams(header(call, "x-amz-tagging") ?? "")]);
}

/** @throws AwsError `InvalidTag` or `BadRequest` (Amazon S3 User Guide, "Categorizing your objects using tags") */
export function checkTags(
  tags: readonly (readonly [string, string])[],
  of: keyof typeof MAX_TAGS = "Object",
): Record<string, string> {
  if (tags.length > MAX_TAGS[of]) throw new AwsError("BadRequest", `${of} tags cannot be greater than ${MAX_TAGS[of]}`);
  if (new Set(tags.map(([name]) => name)).size !== tags.length) {
    throw new AwsError("InvalidTag", "Cannot provide multiple Tags with the same key");
  }
  for (const [name, value] of tags) {
    if (name.length === 0 || name.length > 128)
      throw new AwsError("InvalidTag", "The TagKey you have provided is invalid");
    if (value.length > 256) throw new AwsError("InvalidTag", "The TagValue you have provided is invalid");
  }
  return Object.fromEntries(tags);
}

/** The keys and values of a document of tags. @throws AwsError `MalformedXML` */
export function taggingIn(xml: string): readonly (readonly [string, string])[] {
  const set = elementOf(documentIn(xml, "Tagging"), "TagSet");
  if (set === undefined) throw malformedXml();
  return elementsOf(set, "Tag").map((tag) => [textOf(tag, "Key") ?? "", textOf(tag, "Value") ?? ""] as const);
}
