import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import type { Operation } from "../../edge/awsApi";
import type { Permission } from "../../iam/iam";
import type { Services } from "../../services";
import type { Controlled } from "../controlled";

export const FUNCTION = "aws:lambda/function:Function";
export const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
export const PERMISSION = "aws:lambda/permission:Permission";

/** Functions and what belongs to them, as the operations of Lambda's API see them. */
export interface LambdaParts extends Pick<Services, "clock" | "lambda" | "s3" | "workFolder"> {
  readonly resources: Controlled;
}

export type LambdaOperation<Input extends object, Output extends object> = Operation<LambdaParts, Input, Output>;

/**
 * A function's name from its name, its ARN or a part of that, with or without `$LATEST`.
 * @throws AwsError `ResourceNotFoundException` for another version or alias, of which there are none here
 */
export function functionNameOf(given = ""): string {
  const [, name = given, qualifier] =
    /^(?:arn:aws:lambda:[^:]+:)?(?:\d{12}:)?(?:function:)?([\w-]+)(?::(.+))?$/.exec(given) ?? [];
  checkQualifier(name, qualifier);
  return name;
}

/** @throws AwsError `ResourceNotFoundException` */
export function checkQualifier(name: string, qualifier: string | undefined): void {
  if (qualifier !== undefined && qualifier !== "$LATEST") throw notFound(`${functionArn(name)}:${qualifier}`);
}

export function functionArn(name: string): string {
  return arn("lambda", `function:${name}`);
}

/** A permission on the function that a call names. */
export function onFunction(action: string, given: string | undefined): readonly Permission[] {
  return [{ action, resource: functionArn(functionNameOf(given)) }];
}

/** @throws AwsError `ResourceNotFoundException` */
export function functionIn({ resources }: LambdaParts, given: string | undefined): MadeResource {
  const name = functionNameOf(given);
  const found = resources.find(FUNCTION, name);
  if (found) return found;
  throw notFound(functionArn(name));
}

export function notFound(functionArnOrOther: string): AwsError {
  return new AwsError("ResourceNotFoundException", `Function not found: ${functionArnOrOther}`, 404);
}

export function invalidValue(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}
