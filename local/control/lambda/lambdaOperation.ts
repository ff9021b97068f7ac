import { arn, REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import type { Operation } from "../../edge/awsApi";
import { checkMembers } from "../../edge/constraints";
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

/** As AWS's error has it. */
const FUNCTION_NAME =
  "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)" +
  "(:(\\$LATEST|[a-zA-Z0-9-_]+))?";

interface Named {
  readonly name: string;
  readonly qualifier?: string;
}

/**
 * A function's name, and a version or an alias if one is told, from its name, its ARN or a part of that.
 * @param beside the qualifier that a call tells beside the name
 * @throws AwsError `ValidationException`, `ResourceNotFoundException` for another region, `InvalidParameterValueException` for two qualifiers
 */
export function namedBy(given = "", beside?: string): Named {
  const found = new RegExp(`^${FUNCTION_NAME}$`).exec(given);
  if (found === null) checkMembers("ValidationException", [["functionName", given, { pattern: FUNCTION_NAME }]]);
  const [region, name = given, told] = [found?.[3], found?.[10], found?.[12]];
  if (region !== undefined && region !== `${REGION}:`) {
    const message = `Functions from '${region.slice(0, -1)}' are not reachable in this region ('${REGION}')`;
    throw new AwsError("ResourceNotFoundException", message, 404);
  }
  if (told !== undefined && beside !== undefined && told !== beside) {
    throw invalidValue("The derived qualifier from the function name does not match the specified qualifier.");
  }
  const qualifier = told ?? beside;
  return { name, ...(qualifier !== undefined && { qualifier }) };
}

/**
 * A function's name from its name, its ARN or a part of that, with or without `$LATEST`.
 * @throws AwsError as {@link namedBy}, and `ResourceNotFoundException` for another version or alias, of which there are none here
 */
export function functionNameOf(given: string | undefined): string {
  const { name, qualifier } = namedBy(given);
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
