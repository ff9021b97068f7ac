import type { ListTagsCommandInput, ListTagsCommandOutput } from "@aws-sdk/client-lambda";
import { AwsError } from "../../base/awsError";
import type { AnyOperation } from "../../edge/awsApi";
import { tagOperations } from "../tagOperations";
import { functionIn, invalidValue, type LambdaOperation, type LambdaParts, MAPPING, namedBy } from "./lambdaOperation";

const MAPPING_ARN = /^arn:aws:lambda:[^:]+:\d{12}:event-source-mapping:(.+)$/;

/** Source: AWS Lambda Developer Guide, "Using tags on Lambda functions", "Tag requirements". */
const MOST_TAGS = 50;

const operations = tagOperations<LambdaParts>({
  ...{ prefix: "lambda", members: { arn: "Resource", tags: "Tags", keys: "TagKeys" }, form: "map" },
  inventory: ({ resources }) => resources.inventory,
  tagged: (arn, parts) => tagged(parts, arn),
});

export const { UntagResource: untagResource } = operations;

export const tagResource: AnyOperation<LambdaParts> = {
  ...operations.TagResource,
  run(input, parts) {
    const { Resource, Tags } = input as { readonly Resource: string; readonly Tags: Readonly<Record<string, string>> };
    const had = parts.resources.inventory.tagsOf(tagged(parts, Resource));
    if (Object.keys(Tags).length === 0) throw invalidValue("An error occurred and the request cannot be processed.");
    if (Object.keys({ ...had, ...Tags }).length > MOST_TAGS) {
      throw invalidValue("Number of tags exceeds resource tag limit.");
    }
    return operations.TagResource.run(input, parts);
  },
};

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
  if (uuid === undefined) {
    const { name, qualifier } = namedBy(arn);
    if (qualifier !== undefined) {
      throw invalidValue("Tags on function aliases and versions are not supported. Please specify a function ARN.");
    }
    return String(functionIn(parts, name).state.arn);
  }
  if (parts.resources.find(MAPPING, uuid)) return arn;
  throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
}
