import type { ListTagsCommandInput, ListTagsCommandOutput } from "@aws-sdk/client-lambda";
import { AwsError } from "../../base/awsError";
import { tagOperations } from "../tagOperations";
import { functionIn, type LambdaOperation, type LambdaParts, MAPPING } from "./lambdaOperation";

const MAPPING_ARN = /^arn:aws:lambda:[^:]+:\d{12}:event-source-mapping:(.+)$/;

export const { TagResource: tagResource, UntagResource: untagResource } = tagOperations<LambdaParts>({
  ...{ prefix: "lambda", members: { arn: "Resource", tags: "Tags", keys: "TagKeys" }, form: "map" },
  inventory: ({ resources }) => resources.inventory,
  tagged: (arn, parts) => tagged(parts, arn),
});

export const listTags: LambdaOperation<ListTagsCommandInput, ListTagsCommandOutput> = {
  parameters: { Resource: "text" },
  permissions: ({ Resource }) => [{ action: "lambda:ListTags", resource: Resource }],
  run({ Resource }, parts) {
    return { Tags: parts.resources.inventory.tagsOf(tagged(parts, Resource)) } as never;
  },
};

/** The ARN of a function or an event source mapping that is there. @throws AwsError `ResourceNotFoundException` */
function tagged(parts: LambdaParts, arn: string): string {
  const [, uuid] = MAPPING_ARN.exec(arn) ?? [];
  if (uuid === undefined) return String(functionIn(parts, arn).state.arn);
  if (parts.resources.find(MAPPING, uuid)) return arn;
  throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
}
