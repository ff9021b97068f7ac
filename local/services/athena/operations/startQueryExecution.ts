import type { StartQueryExecutionCommandInput, StartQueryExecutionCommandOutput } from "@aws-sdk/client-athena";
import { AwsError } from "../../../base/awsError";
import type { Request } from "../../../edge/wireTypes";
import type { Principal } from "../../../iam/iam";
import type { ResultLocation } from "../athena";
import { statementOf } from "../sql/statements";
import { effectiveResult, PRIMARY } from "../workgroups";
import { type AthenaOperation, type AthenaParts, invalid, onWorkgroup } from "./athenaOperation";

/** Source: Athena User Guide, "Service Quotas": of a query, in UTF-8. */
const MAX_QUERY_BYTES = 262_144;
const CATALOG = "awsdatacatalog";

type Input = Request<StartQueryExecutionCommandInput>;

/** Starts a query, once for a token: a caller that lost the answer gets it again. */
export const startQueryExecution: AthenaOperation<StartQueryExecutionCommandInput, StartQueryExecutionCommandOutput> = {
  parameters: { QueryString: "text", WorkGroup: "text?" },
  permissions: ({ WorkGroup }) => onWorkgroup("athena:StartQueryExecution", WorkGroup),
  run({ ClientRequestToken: token, ...input }, parts, { principal }) {
    if (token === undefined) return { QueryExecutionId: startQuery(input, parts, principal) };
    if (typeof token !== "string" || token.length < 32 || token.length > 128) {
      throw invalid("ClientRequestToken must be a text of 32 to 128 characters");
    }
    const { state, tokens } = parts;
    const request = JSON.stringify(input);
    const known = tokens.get(token);
    if (known && known.request !== request) throw invalid("Idempotent parameters do not match");
    if (known) return { QueryExecutionId: known.id };
    const id = startQuery(input, parts, principal);
    tokens.set(token, { id, request });
    // A token is known as long as its query: SDKs make one for every call.
    for (const [old, started] of tokens) {
      if (state.executions.has(started.id)) break;
      tokens.delete(old);
    }
    return { QueryExecutionId: id };
  },
};

/**
 * Checks a call and queues its query.
 * @returns the id of the execution
 * @throws AwsError `InvalidRequestException`
 */
function startQuery(input: Input, { iam, s3, state }: AthenaParts, principal: Principal): string {
  const {
    QueryString: query,
    WorkGroup = PRIMARY,
    QueryExecutionContext: { Database: database, Catalog: catalog = CATALOG } = {},
    ExecutionParameters: parameters = [],
    ResultConfiguration = {},
  } = input;
  if (query.trim() === "") throw invalid("QueryString must be a text of at least one character");
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
}: NonNullable<Input["ResultConfiguration"]>): ResultLocation {
  const { EncryptionOption: option, KmsKey: kmsKey } = EncryptionConfiguration ?? {};
  if (option !== undefined && option !== "SSE_S3" && option !== "SSE_KMS") {
    throw invalid(`EncryptionOption ${option} is not supported locally (supported: SSE_S3, SSE_KMS)`);
  }
  return { outputLocation: OutputLocation, ...(option !== undefined && { encryption: { option, kmsKey } }) };
}
