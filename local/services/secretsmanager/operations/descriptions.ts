import type {
  DescribeSecretCommandInput,
  DescribeSecretCommandOutput,
  Filter,
  ListSecretsCommandInput,
  ListSecretsCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import type { Tags } from "../../../base/inventory";
import { pageOf } from "../../../base/page";
import { tagList } from "../../../base/tagList";
import { textsOf } from "../../../base/textsOf";
import type { Given } from "../../../edge/wireTypes";
import type { Secret } from "../secret";
import { invalidToken, onSecret, type SecretOperation } from "./secretOperation";

/** Describes one that is to be deleted, too. */
export const describeSecret: SecretOperation<DescribeSecretCommandInput, DescribeSecretCommandOutput> = {
  parameters: { SecretId: "text" },
  permissions: ({ SecretId }, parts) => onSecret("secretsmanager:DescribeSecret", SecretId, parts),
  run({ SecretId }, { secretOf, inventory }) {
    const secret = secretOf(SecretId);
    return { ...factsOf(secret, inventory.tagsOf(secret.arn)), VersionIdsToStages: stagesOf(secret) };
  },
};

/** Source of the filters: AWS Secrets Manager User Guide, "Find secrets in AWS Secrets Manager". */
export const listSecrets: SecretOperation<ListSecretsCommandInput, ListSecretsCommandOutput> = {
  parameters: { Filters: "structures?", IncludePlannedDeletion: "flag?" },
  permissions: () => [{ action: "secretsmanager:ListSecrets", resource: "*" }],
  run(input, { secrets, inventory }) {
    const { Filters: filters = [], IncludePlannedDeletion: withDeleted = false, MaxResults: limit } = input;
    const found = secrets()
      .filter(({ deletedAt }) => withDeleted || deletedAt === undefined)
      .filter((secret) => filters.every((filter) => passes(filter, secret, inventory.tagsOf(secret.arn))));
    const ordered = input.SortOrder === "asc" ? found : found.toReversed();
    const { items, next } = pageOf(ordered, { token: input.NextToken, limit }, invalidToken);
    const list = items.map((secret) => ({
      ...factsOf(secret, inventory.tagsOf(secret.arn)),
      SecretVersionsToStages: stagesOf(secret),
    }));
    return { SecretList: list, ...(next !== undefined && { NextToken: next }) };
  },
};

function factsOf({ arn, name, description, kmsKeyId, createdAt, changedAt, deletedAt }: Secret, tags: Tags) {
  return {
    ARN: arn,
    Name: name,
    ...(description !== undefined && { Description: description }),
    ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
    CreatedDate: createdAt / 1000,
    LastChangedDate: changedAt / 1000,
    ...(deletedAt !== undefined && { DeletedDate: deletedAt / 1000 }),
    ...(Object.keys(tags).length > 0 && { Tags: tagList(tags) }),
  };
}

function stagesOf({ versions }: Secret): Record<string, string[]> {
  const labelled = versions.all.map(({ id }) => [id, versions.labelsOf(id)] as const);
  return Object.fromEntries(labelled.filter(([, labels]) => labels.length > 0));
}

/** Values are beginnings; one with an exclamation mark before it is a beginning that nothing may have. */
export function passes(
  { Key: key, Values: values }: Given<Filter>,
  { name, description = "" }: Secret,
  tags: Tags,
): boolean {
  const keys = Object.keys(tags);
  const [words, tagValues] = [description.toLowerCase().split(/\s+/), Object.values(tags)];
  const texts: Readonly<Record<string, readonly string[]>> = {
    name: [name],
    description: words,
    "tag-key": keys,
    "tag-value": tagValues,
    all: [name, ...words, ...keys, ...tagValues],
  };
  const looked = (Object.hasOwn(texts, key ?? "") ? texts[key ?? ""] : undefined) ?? [];
  const begins = (value: string) => {
    const wanted = key === "description" ? value.toLowerCase() : value;
    return looked.some((text) => text.startsWith(wanted));
  };
  return textsOf(values).some((value) => (value.startsWith("!") ? !begins(value.slice(1)) : begins(value)));
}
