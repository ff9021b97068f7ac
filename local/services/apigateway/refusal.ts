/** A type of answer that the API gives itself, and its status ("Gateway response types for API Gateway"). */
export const RESPONSE_TYPES = {
  ACCESS_DENIED: 403,
  API_CONFIGURATION_ERROR: 500,
  AUTHORIZER_CONFIGURATION_ERROR: 500,
  AUTHORIZER_FAILURE: 500,
  BAD_REQUEST_BODY: 400,
  BAD_REQUEST_PARAMETERS: 400,
  DEFAULT_4XX: 400,
  DEFAULT_5XX: 502,
  EXPIRED_TOKEN: 403,
  INTEGRATION_FAILURE: 504,
  INTEGRATION_TIMEOUT: 504,
  INVALID_API_KEY: 403,
  INVALID_SIGNATURE: 403,
  MISSING_AUTHENTICATION_TOKEN: 403,
  QUOTA_EXCEEDED: 429,
  REQUEST_TOO_LARGE: 413,
  RESOURCE_NOT_FOUND: 404,
  THROTTLED: 429,
  UNAUTHORIZED: 401,
  UNSUPPORTED_MEDIA_TYPE: 415,
  WAF_FILTERED: 403,
} as const;

export type ResponseType = keyof typeof RESPONSE_TYPES;

/** An answer that the API gives itself, in the words of AWS. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  /** Why a body is refused: `$context.error.validationErrorString`. */
  readonly detail: string | undefined;

  /** @param more a `status` where it is not that of the type */
  constructor(
    readonly type: ResponseType,
    message: string,
    more: { status?: number; detail?: string } = {},
  ) {
    super(message);
    this.status = more.status ?? RESPONSE_TYPES[type];
    this.detail = more.detail;
  }
}

/** The one thing that clients are told of what goes wrong behind the API. */
export const INTERNAL = "Internal server error";
