import type { APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";

/** The roles that a person may have in the portal. */
export type Group = "hr" | "auditor";

/** The person who is signed in, by the token that API Gateway has checked. */
export interface Caller {
  /** Stays when the email changes. */
  subject: string;
  /** The user's name where the token has no email, as access tokens have none. */
  email: string;
  groups: readonly string[];
}

/** Reads a token's claims, all of which an HTTP API passes on as texts. */
export function callerOf({ requestContext }: APIGatewayProxyEventV2WithJWTAuthorizer): Caller {
  const { claims } = requestContext.authorizer.jwt;
  const subject = String(claims.sub ?? "");
  return {
    subject,
    email: String(claims.email ?? claims["cognito:username"] ?? claims.username ?? subject),
    groups: groupsOf(claims["cognito:groups"]),
  };
}

/** A list is `[hr auditor]` as a text. */
function groupsOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.map(String);
  return String(claim ?? "")
    .replace(/^\[(.*)\]$/, "$1")
    .split(" ")
    .filter((group) => group !== "");
}
