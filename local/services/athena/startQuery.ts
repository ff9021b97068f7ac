import { AwsError } from "../../base/awsError";
import type { AwsCall } from "../../edge/awsService";
import type { ResultLocation } from "./athena";
import type { ApiParts } from "./athenaApi";
import type { AthenaState } from "./createAthena";
import { statementOf } from "./sql/statements";
import { effectiveResult, PRIMARY } from "./workgroups";

/** Source: Athena User Guide, "Service Quotas": of a query, in UTF-8. */
const MAX_QUERY_BYTES = 262_144;
const CATALOG = "awsdatacatalog";

interface StartParameters {
  QueryString?: unknown;
  WorkGroup?: string;
  QueryExecutionContext?: { Database?: string; Catalog?: string };
  ExecutionParameters?: unknown;
  ResultConfiguration?: {
    OutputLocation?: string;
    EncryptionConfiguration?: { EncryptionOption?: string; KmsKey?: string };
  };
}

/**
 * Checks a call and queues its query.
 * @returns the id of the execution
 * @throws AwsError `InvalidRequestException`
 */
export function startQuery({ iam, s3 }: ApiParts, state: AthenaState, { params, principal }: AwsCall): string {
  const {
    QueryString: query,
    WorkGroup = PRIMARY,
    QueryExecutionContext: { Database: database, Catalog: catalog = CATALOG } = {},
    ExecutionParameters: parameters = [],
    ResultConfiguration = {},
  } = params as StartParameters;
  if (typeof query !== "string" || query.trim() === "")
    throw invalid("QueryString must be a text of at least one character");
  if (Buffer.byteLength(query) > MAX_QUERY_BYTES) {
    throw invalid(`QueryString must have at most ${MAX_QUERY_BYTES} bytes`);
  }
  if (
    !Array.isArray(parameters) ||
    !parameters.every((parameter) => typeof parameter === "string" && parameter !== "")
  ) {
    throw invalid("ExecutionParameters must be a list of texts of 1 to 1024 characters");
  }
  if (catalog.toLowerCase() !== CATALOG) {
    throw invalid(`QueryExecutionContext.Catalog "${catalog}" is not supported locally (supported: AwsDataCatalog)`);
  }
  const statement = statementOf(query);
  const workgroup = state.workgroups.get(WorkGroup);
  if (!workgroup.enabled) throw invalid(`WorkGroup ${WorkGroup} is disabled.`);
  const result = effectiveResult(workgroup, ownResult(ResultConfiguration));
  try {
    iam.authorize(principal, [{ action: "s3:GetBucketLocation", resource: s3.arnOf(result.bucket) }]);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalid(`Unable to verify/create output bucket ${result.bucket}. ${error.message}`);
  }
  return state.start({ query, statement, parameters, database, workgroup, principal, result });
}

function ownResult({
  OutputLocation,
  EncryptionConfiguration,
}: NonNullable<StartParameters["ResultConfiguration"]>): ResultLocation {
  const { EncryptionOption: option, KmsKey: kmsKey } = EncryptionConfiguration ?? {};
  if (option !== undefined && option !== "SSE_S3" && option !== "SSE_KMS") {
    throw invalid(`EncryptionOption ${option} is not supported locally (supported: SSE_S3, SSE_KMS)`);
  }
  return { outputLocation: OutputLocation, ...(option !== undefined && { encryption: { option, kmsKey } }) };
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidRequestException", message);
}
