/** Why a query cannot be run, or failed: what Athena gives as its `StateChangeReason`. */
export class QueryError extends Error {
  override readonly name = "QueryError";

  /** @param code Trino's, such as `"SYNTAX_ERROR"` */
  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

/** Something of Trino's SQL that would not give Athena's answer here, so that it gives none. */
export function notSupported(what: string, instead = ""): QueryError {
  return new QueryError("NOT_SUPPORTED", `${what} is not supported locally${instead === "" ? "" : `: ${instead}`}`);
}

export function syntaxError(detail: string): QueryError {
  return new QueryError("SYNTAX_ERROR", detail);
}

/** The query was stopped because of what it reads. */
export class ScanLimitExceeded extends Error {
  override readonly name = "ScanLimitExceeded";

  constructor() {
    super("Bytes scanned limit was exceeded");
  }
}
