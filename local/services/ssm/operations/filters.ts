import type { ParameterStringFilter } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../base/awsError";
import type { Tags } from "../../../base/inventory";
import { textsOf } from "../../../base/textsOf";
import type { Given } from "../../../edge/wireTypes";
import { newestOf, type Parameter } from "../parameter";

const KEYS = ["Name", "Path", "Type", "KeyId", "Label", "Tier", "DataType"] as const;

/**
 * Tells if a parameter passes filters: all of them, and one of each one's values.
 * Source: AWS Systems Manager API Reference, "ParameterStringFilter".
 *
 * @throws AwsError `InvalidFilterKey`, `InvalidFilterOption`
 */
export function passesFilters(
  filters: readonly Given<ParameterStringFilter>[] = [],
  parameter: Parameter,
  tags: Tags,
): boolean {
  return filters.every((filter) => passes(filter, parameter, tags));
}

function passes(
  { Key: given, Option: option = "Equals", Values }: Given<ParameterStringFilter>,
  parameter: Parameter,
  tags: Tags,
): boolean {
  const { name } = parameter;
  const [key, values] = [String(given), textsOf(Values)];
  const { type, keyId = "alias/aws/ssm", tier, dataType, labels } = newestOf(parameter);
  if (key === "Path") return values.some((path) => isBelow(name, path, option === "Recursive"));
  if (key.startsWith("tag:")) {
    const tag = tags[key.slice("tag:".length)];
    return tag !== undefined && (values.length === 0 || values.includes(tag));
  }
  const texts: Readonly<Record<string, readonly string[]>> = {
    Name: [name],
    Type: [type],
    KeyId: type === "SecureString" ? [keyId] : [],
    Label: labels,
    Tier: [tier],
    DataType: [dataType],
  };
  const looked = Object.hasOwn(texts, key) ? texts[key] : undefined;
  if (looked === undefined) {
    throw new AwsError(
      "InvalidFilterKey",
      `The filter key ${key} is not valid: it must be one of ${KEYS.join(", ")}, or tag:...`,
    );
  }
  return looked.some((text) => values.some((value) => holds(text, option, value)));
}

function holds(text: string, option: string, value: string): boolean {
  switch (option) {
    case "Equals":
      return text === value;
    case "BeginsWith":
      return text.startsWith(value);
    case "Contains":
      return text.includes(value);
    default:
      throw new AwsError(
        "InvalidFilterOption",
        `The filter option ${option} is not valid: it must be Equals, BeginsWith or Contains`,
      );
  }
}

/** Tells if a name is below a path: at once, or at any depth. */
export function isBelow(name: string, path: string, isRecursive: boolean): boolean {
  const start = path.endsWith("/") ? path : `${path}/`;
  return name.startsWith(start) && (isRecursive || !name.slice(start.length).includes("/"));
}

export function invalidToken(): AwsError {
  return new AwsError("InvalidNextToken", "The specified token isn't valid.");
}
