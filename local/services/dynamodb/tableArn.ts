import { ACCOUNT_ID, arn, REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";

const TABLE_ARN_PREFIX = arn("dynamodb", "table/");
const STREAM_ARN = new RegExp(`^(${TABLE_ARN_PREFIX}([^/]+))/stream/[^/]+$`);

export function tableArn(name: string): string {
  return TABLE_ARN_PREFIX + name;
}

export function streamArn(tableName: string, label: string): string {
  return `${tableArn(tableName)}/stream/${label}`;
}

/**
 * A table's name from what an API parameter gave: a name or an ARN.
 * @throws AwsError for an ARN of another account or region
 */
export function tableNameOf(nameOrArn: unknown): string {
  if (typeof nameOrArn !== "string" || nameOrArn === "") {
    throw new AwsError(
      "ValidationException",
      "The parameter 'TableName' is required but was not present in the request",
    );
  }
  if (!nameOrArn.startsWith("arn:")) return nameOrArn;
  const name = nameOrArn.startsWith(TABLE_ARN_PREFIX) ? nameOrArn.slice(TABLE_ARN_PREFIX.length) : "";
  if (name === "" || name.includes("/")) {
    throw new AwsError(
      "AccessDeniedException",
      `${nameOrArn} is not a table of the local cloud (region ${REGION}, account ${ACCOUNT_ID}).`,
    );
  }
  return name;
}

/** @throws AwsError `ValidationException` for what is no ARN of a stream here */
export function tableNameOfStream(arnOfStream: unknown): string {
  const name = typeof arnOfStream === "string" ? STREAM_ARN.exec(arnOfStream)?.[2] : undefined;
  if (name === undefined) throw new AwsError("ValidationException", `Invalid StreamArn: ${String(arnOfStream)}`);
  return name;
}
