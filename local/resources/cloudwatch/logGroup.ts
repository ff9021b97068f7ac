import { arn, REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { prefixedName } from "../prefixedName";

interface LogGroupInputs {
  name?: string;
  namePrefix?: string;
  retentionInDays?: number;
  logGroupClass?: string;
  kmsKeyId?: string;
}

/** CloudWatch Logs API Reference, PutRetentionPolicy; 0, which Pulumi adds, keeps events for ever. */
const RETENTION_DAYS: readonly number[] = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const KEY_ACTIONS = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:GenerateDataKey", "kms:DescribeKey"];

/** `aws.cloudwatch.LogGroup`. */
export function logGroup({ iam, kms, logs }: Pick<Services, "iam" | "kms" | "logs">): ResourceHandler {
  // The service encrypts in nobody's name: the key's own policy has to let it (CloudWatch Logs User Guide, "Encrypt log data using KMS").
  const checkKey = (groupArn: string, kmsKeyId: string): void => {
    const resource = kms.keyArn(kmsKeyId);
    const context = { "kms:EncryptionContext:aws:logs:arn": groupArn, "aws:SourceArn": groupArn };
    const service = { kind: "service", service: `logs.${REGION}.amazonaws.com` } as const;
    if (KEY_ACTIONS.every((action) => iam.allows(service, { action, resource, context }))) return;
    throw new AwsError(
      "InvalidParameterException",
      `kmsKeyId: The specified KMS key does not exist or is not allowed to be used with Arn '${groupArn}': its policy must allow ` +
        `${service.service} ${KEY_ACTIONS.join(", ")}`,
    );
  };
  const put = (name: string, inputs: LogGroupInputs): ResourceState => {
    const { retentionInDays = 0, logGroupClass = "STANDARD", kmsKeyId } = inputs;
    if (!RETENTION_DAYS.includes(retentionInDays)) {
      throw new Error(`retentionInDays must be one of ${RETENTION_DAYS.join(", ")}, got ${retentionInDays}`);
    }
    if (logGroupClass !== "STANDARD") {
      throw new Error(
        `logGroupClass must be "STANDARD" locally, got "${logGroupClass}": other classes take no embedded metrics`,
      );
    }
    const groupArn = arn("logs", `log-group:${name}`);
    if (kmsKeyId !== undefined) checkKey(groupArn, kmsKeyId);
    logs.putLogGroup({ name, retentionInDays });
    return { id: name, state: { ...inputs, name, retentionInDays, logGroupClass, arn: groupArn } };
  };
  return {
    type: "aws:cloudwatch/logGroup:LogGroup",
    properties: {
      name: "honoured",
      namePrefix: "honoured",
      retentionInDays: "honoured",
      logGroupClass: "honoured",
      kmsKeyId: "honoured",
    },
    replaceOn: ["name", "namePrefix", "logGroupClass"],
    async create(context, inputs) {
      const name = nameOf(context, inputs);
      if (logs.hasLogGroup(name)) throw new Error(`the log group "${name}" exists already: give this one another name`);
      return put(name, inputs);
    },
    update: async (_context, current, inputs) => put(current.id, inputs),
    delete: async (_context, current) => logs.deleteLogGroup(current.id),
  };
}

function nameOf(context: ResourceContext, inputs: LogGroupInputs): string {
  const result = prefixedName(context, inputs, 512);
  if (result.length > 512 || !/^[\w./#-]+$/.test(result)) {
    throw new Error(`name must be 1 to 512 characters out of letters, digits and _-/.#, got "${result}"`);
  }
  return result;
}
