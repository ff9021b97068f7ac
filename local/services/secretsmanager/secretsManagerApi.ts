import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import { prepared } from "../../edge/awsApi";
import type { AwsCall, AwsService } from "../../edge/awsService";
import type { Secret } from "./createSecretsManager";

interface Parts {
  clock: Clock;
  find(id: string): Secret | undefined;
  /** @throws AwsError `ResourceNotFoundException` */
  secretOf(id: string): Secret;
}

type Reply = Record<string, unknown>;

/** Secrets Manager's API, as far as programs use it when they run: secrets themselves are made by the stack. */
export function secretsManagerApi(parts: Parts): AwsService {
  return prepared({
    signingName: "secretsmanager",
    protocol: "json-1.1",
    permissions(call) {
      operationOf(call);
      const id = text(call, "SecretId");
      // Whoever may not know of a secret is told so, whether there is one or not.
      const resource = parts.find(id)?.arn ?? (id.startsWith("arn:") ? id : arn("secretsmanager", `secret:${id}`));
      return [{ action: `secretsmanager:${call.operation}`, resource }];
    },
    handle: async (call) => ({ result: operationOf(call)(parts.secretOf(text(call, "SecretId")), call, parts.clock) }),
  });
}

type Operation = (secret: Secret, call: AwsCall, clock: Clock) => Reply;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetSecretValue(secret, call) {
    const id = optionalText(call, "VersionId");
    const label = optionalText(call, "VersionStage");
    const version = secret.versions.find({ ...(id !== undefined && { id }), ...(label !== undefined && { label }) });
    const labels = secret.versions.labelsOf(version.id);
    if (id !== undefined && label !== undefined && !labels.includes(label)) {
      throw new AwsError("InvalidRequestException", `The version ${id} is not the one labelled ${label}.`);
    }
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      SecretString: version.value,
      VersionStages: labels,
      CreatedDate: seconds(version.createdAt),
    };
  },

  DescribeSecret(secret) {
    const labelled = secret.versions.all.map(({ id }) => [id, secret.versions.labelsOf(id)] as const);
    return {
      ARN: secret.arn,
      Name: secret.name,
      ...(secret.description !== undefined && { Description: secret.description }),
      CreatedDate: seconds(secret.createdAt),
      VersionIdsToStages: Object.fromEntries(labelled.filter(([, labels]) => labels.length > 0)),
    };
  },

  PutSecretValue(secret, call, clock) {
    if (call.params.SecretBinary !== undefined) {
      throw new AwsError(
        "InvalidParameterException",
        "SecretBinary is not supported locally yet: put a SecretString, or add it to local/services/secretsmanager.",
      );
    }
    const id = secret.versions.put(text(call, "SecretString"), clock.now(), {
      id: optionalText(call, "ClientRequestToken"),
      labels: call.params.VersionStages as string[] | undefined,
    });
    return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: secret.versions.labelsOf(id) };
  },
};

/** @throws AwsError `InvalidAction` for an operation that is not known */
function operationOf({ operation }: AwsCall): Operation {
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (known) return known;
  throw new AwsError(
    "InvalidAction",
    `secretsmanager:${operation} is not supported locally (supported: ${Object.keys(OPERATIONS).join(", ")}): ` +
      "make secrets with aws.secretsmanager.Secret, or add it to local/services/secretsmanager/secretsManagerApi.ts",
  );
}

/** @throws AwsError `ValidationException` */
function text(call: AwsCall, parameter: string): string {
  const value = optionalText(call, parameter);
  if (value === undefined || value === "") {
    throw new AwsError("ValidationException", `${parameter} must be a text of at least one character`);
  }
  return value;
}

function optionalText({ params }: AwsCall, parameter: string): string | undefined {
  const value = params[parameter];
  if (value === undefined || typeof value === "string") return value;
  throw new AwsError("SerializationException", `${parameter} must be a text`);
}

/** As AWS's JSON protocols write a time. */
function seconds(ms: number): number {
  return ms / 1000;
}
