import { AwsError } from "../../../awsError";
import { QueryError } from "../queryError";
import { isSymbol, tokensOf } from "./tokens";

/** What a statement may begin with here. */
const SUPPORTED = ["SELECT", "WITH", "VALUES", "TABLE"];

/**
 * Refuses what is no query, before it is queued, as Athena does with statements that it does not know.
 * @throws AwsError `InvalidRequestException` that names the statement, or where its words are not SQL
 */
export function refuseStatement(query: string): void {
  try {
    const first = tokensOf(query).find((token) => !isSymbol(token, "("));
    const word = first?.text.toUpperCase() ?? "";
    if (SUPPORTED.includes(word)) return;
    throw invalid(
      `Queries of this type are not supported: ${word || "an empty query"} (the local cloud runs ${SUPPORTED.join(", ")})`,
    );
  } catch (error) {
    throw error instanceof QueryError ? invalid(error.message) : error;
  }
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidRequestException", message);
}
