import { AwsError } from "../../base/awsError";
import type { ParameterContent } from "./parameter";

const MOST_LEVELS = 15;
const LONGEST_VALUE = { Standard: 4096, Advanced: 8192 } as const;
const LONGEST_NAME = 1011;
const LONGEST_DESCRIPTION = 1024;
const TYPES: readonly string[] = ["String", "StringList", "SecureString"];
const DATA_TYPES: readonly string[] = ["text", "aws:ec2:image", "aws:ssm:integration"];

/**
 * Checks the name of a parameter that somebody makes.
 * Source: AWS Systems Manager API Reference, "PutParameter", `Name`.
 *
 * @throws AwsError `ValidationException`, `HierarchyLevelLimitExceededException`
 */
export function checkName(name: string): void {
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw invalid(
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by ' +
        "slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_",
    );
  }
  if (!/^[\w.-]+$|^(\/[\w.-]+)+$/.test(name) || name.length > LONGEST_NAME) {
    throw invalid(
      "Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>: a name is letters, numbers " +
        `and .-_, or a path of such names that begins with a slash, of at most ${LONGEST_NAME} characters`,
    );
  }
  if (name.split("/").length - 1 > MOST_LEVELS) {
    throw new AwsError(
      "HierarchyLevelLimitExceededException",
      `Hierarchical parameter ${name} may only have a maximum of ${MOST_LEVELS} levels, please try again with another name`,
    );
  }
}

/** @throws AwsError `ValidationException`, `InvalidAllowedPatternException`, `ParameterPatternMismatchException` */
export function checkContent(content: ParameterContent): void {
  const { value, type, tier, dataType, description = "", allowedPattern, keyId } = content;
  if (!TYPES.includes(type)) throw invalid(`Type must be one of ${TYPES.join(", ")}, got ${type}`);
  if (!Object.hasOwn(LONGEST_VALUE, tier)) throw invalid(`Tier must be Standard or Advanced, got ${tier}`);
  if (!DATA_TYPES.includes(dataType)) {
    throw invalid(`The following data type is not supported: ${dataType} (Data type names are all lowercase.)`);
  }
  if (keyId !== undefined && type !== "SecureString") {
    throw invalid("KeyId is required for SecureString type parameter only.");
  }
  if (value === "") throw invalid("Value must be a text of at least one character");
  if (value.length > LONGEST_VALUE[tier]) {
    throw invalid(
      `${tier} tier parameters support a maximum parameter value of ${LONGEST_VALUE[tier]} characters.` +
        (tier === "Standard"
          ? " To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier."
          : ""),
    );
  }
  if (description.length > LONGEST_DESCRIPTION) {
    throw invalid(`Description must have at most ${LONGEST_DESCRIPTION} characters, got ${description.length}`);
  }
  if (allowedPattern === undefined || allowedPattern === "" || matches(value, allowedPattern)) return;
  throw new AwsError(
    "ParameterPatternMismatchException",
    `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
  );
}

function matches(value: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(value);
  } catch {
    throw new AwsError("InvalidAllowedPatternException", `The pattern ${pattern} is no regular expression`);
  }
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
