import { REGION } from "../../../base/arn";
import { AwsError } from "../../../base/awsError";
import type { Operation } from "../../../edge/awsApi";
import type { RequestContext } from "../../../iam/conditionKeys";
import type { Permission } from "../../../iam/iam";
import type { Services } from "../../../services";
import type { ScriptResult } from "../../ec2/operatingSystem";
import { newestOf, type Parameter, parameterArn } from "../parameter";
import type { ParameterStore } from "../parameterStore";

/** A script that was sent to an instance. */
export interface Invocation {
  commandId: string;
  instanceId: string;
  /** Absent while it runs. */
  result?: ScriptResult;
}

/** Instances, their scripts and parameters, as the operations of the API see them. */
export interface SsmParts extends Pick<Services, "instances" | "inventory" | "kms" | "report"> {
  invocations: Map<string, Invocation>;
  parameters: ParameterStore;
}

export type SsmOperation<Input extends object, Output extends object> = Operation<SsmParts, Input, Output>;

/** A parameter's name from its name or its ARN, and behind a colon the version or the label that is meant. */
export function selected(given: string): { name: string; selector?: string } {
  const [, path] = /^arn:[^:]*:ssm:[^:]*:\d{12}:parameter(\/.*)$/.exec(given) ?? [];
  const [name = "", selector] = (path ?? given).split(":");
  return { name, ...(selector !== undefined && { selector }) };
}

/** The parameter that a call names: an ARN does not say if the name begins with a slash. */
export function parameterNamed(given: string, { parameters }: Pick<SsmParts, "parameters">): Parameter | undefined {
  const { name } = selected(given);
  return parameters.find(name) ?? (given.startsWith("arn:") ? parameters.find(name.slice(1)) : undefined);
}

/** Those that AWS publishes belong to no account. */
export function onParameter(action: string, given: string, context?: RequestContext): readonly Permission[] {
  const { name } = selected(given);
  const resource = name.startsWith("/aws/") ? `arn:aws:ssm:${REGION}::parameter${name}` : parameterArn(name);
  return [{ action, resource, ...(context !== undefined && { context }) }];
}

/**
 * The permission to use the key of a SecureString; nobody is asked about AWS's own.
 * Source: AWS Systems Manager User Guide, "How AWS Systems Manager Parameter Store uses AWS KMS".
 */
export function usingKey(
  action: "kms:Encrypt" | "kms:GenerateDataKey" | "kms:Decrypt",
  name: string,
  keyId: string | undefined,
  { kms }: Pick<SsmParts, "kms">,
): readonly Permission[] {
  if (keyId === undefined || /(^|:)alias\/aws\//.test(keyId)) return [];
  const context = {
    "kms:ViaService": `ssm.${REGION}.amazonaws.com`,
    "kms:EncryptionContext:PARAMETER_ARN": parameterArn(name),
  };
  return [{ action, resource: kms.keyArn(keyId), context }];
}

/** The permission that it takes to read a parameter decrypted. */
export function decrypting(given: string, isWanted: boolean, parts: SsmParts): readonly Permission[] {
  const parameter = isWanted ? parameterNamed(given, parts) : undefined;
  if (parameter === undefined) return [];
  const { type, keyId } = newestOf(parameter);
  return type === "SecureString" ? usingKey("kms:Decrypt", parameter.name, keyId, parts) : [];
}

export function notFound(name: string): AwsError {
  return new AwsError("ParameterNotFound", `Parameter ${name} not found.`);
}

/** @param version its number or one of its labels */
export function versionNotFound({ name }: Parameter, version: number | string | undefined): AwsError {
  return new AwsError(
    "ParameterVersionNotFound",
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
