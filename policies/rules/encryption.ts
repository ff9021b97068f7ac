import { all, at, each, type Rule } from "../rule";
import { statementsOf } from "../statements";

const SET_BY_DEFAULT = "leave it out, and AWS encrypts with keys of its own";

/** Data at rest. DynamoDB, S3, Secrets Manager and logs are always encrypted. Source: each service's "Encryption at rest". */
export const encryptedAtRest: Rule = {
  name: "encrypted-at-rest",
  description: "Queues, topics, streams, databases and disks are encrypted.",
  check: all(
    each("aws:sqs/queue:Queue", ({ sqsManagedSseEnabled, kmsMasterKeyId }) =>
      sqsManagedSseEnabled === false && !kmsMasterKeyId
        ? `its messages are not encrypted: take away sqsManagedSseEnabled: false (${SET_BY_DEFAULT}), or give kmsMasterKeyId`
        : undefined,
    ),
    each("aws:sns/topic:Topic", ({ kmsMasterKeyId }) =>
      kmsMasterKeyId ? undefined : "what waits for delivery is not encrypted: give kmsMasterKeyId",
    ),
    each("aws:kinesis/stream:Stream", ({ encryptionType }) =>
      encryptionType === "KMS"
        ? undefined
        : 'its records are not encrypted: set encryptionType: "KMS" and kmsKeyId: "alias/aws/kinesis"',
    ),
    each("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", (properties) =>
      at(properties, "kinesisSourceConfiguration") === undefined &&
      at(properties, "serverSideEncryption", "enabled") !== true
        ? "what it buffers is not encrypted: set serverSideEncryption: { enabled: true }"
        : undefined,
    ),
    each("aws:rds/instance:Instance", ({ storageEncrypted }) =>
      storageEncrypted === true ? undefined : "its storage is not encrypted: set storageEncrypted: true",
    ),
    each("aws:ebs/volume:Volume", ({ encrypted }) =>
      encrypted === true ? undefined : "the disk is not encrypted: set encrypted: true",
    ),
    each("aws:ec2/instance:Instance", (properties) =>
      at(properties, "rootBlockDevice", "encrypted") === true
        ? undefined
        : "its disk is not encrypted: set rootBlockDevice: { encrypted: true }",
    ),
  ),
};

const MOVES_DATA: Readonly<Record<string, { policy: string; of: string }>> = {
  "aws:s3/bucket:Bucket": { policy: "aws:s3/bucketPolicy:BucketPolicy", of: "bucket" },
  "aws:sqs/queue:Queue": { policy: "aws:sqs/queuePolicy:QueuePolicy", of: "queueUrl" },
  "aws:sns/topic:Topic": { policy: "aws:sns/topicPolicy:TopicPolicy", of: "arn" },
};

/** Data on its way. Source: AWS Foundational Security Best Practices, S3.5; SQS and SNS, "Enforce encryption of data in transit". */
export const tlsOnly: Rule = {
  name: "tls-only",
  description: "Buckets, queues and topics refuse requests without TLS, databases connections without it.",
  check: all(
    (stack) => {
      const denying = new Set(
        statementsOf(stack)
          .filter(
            ({ effect, conditions }) =>
              effect === "Deny" &&
              conditions.some(({ key, values }) => key === "aws:securetransport" && values.includes("false")),
          )
          .map(({ resource }) => resource),
      );
      return Object.entries(MOVES_DATA).flatMap(([type, { policy, of }]) =>
        each(type, ({ arn, id, url, bucket }) => {
          const own = stack.ofType(policy).filter(({ properties }) => {
            return [arn, id, url, bucket].some((name) => name !== undefined && name === properties[of]);
          });
          return own.some((resource) => denying.has(resource))
            ? undefined
            : "its policy lets requests in without TLS: deny them where aws:SecureTransport is false";
        })(stack),
      );
    },
    each("aws:rds/parameterGroup:ParameterGroup", ({ family, parameters }) => {
      if (!String(family).startsWith("postgres")) return undefined;
      const forced = (parameters as { name?: string; value?: string }[] | undefined)?.some(
        ({ name, value }) => name === "rds.force_ssl" && String(value) === "1",
      );
      return forced ? undefined : "it lets connections in without TLS: set the parameter rds.force_ssl to 1";
    }),
  ),
};
