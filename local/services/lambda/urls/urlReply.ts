import type { Reply } from "../../../http/gatewayReply";

/** An answer that Lambda gives itself, which spells `Message` with a capital letter. */
export function urlRefusal(
  status: number,
  message: string | null,
  members: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { "content-type": "application/json" },
    cookies: [],
    body: Buffer.from(JSON.stringify({ ...members, Message: message })),
  };
}

/** Since function URLs need two permissions (awsdocs/aws-lambda-developer-guide, issue 494). */
export const FORBIDDEN =
  "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";

/** @param message `null` for a URL that there is not */
export function denied(message: string | null): Reply {
  const { headers, ...refusal } = urlRefusal(403, message);
  return { ...refusal, headers: { ...headers, "x-amzn-errortype": "AccessDeniedException" } };
}

/** Answers for a function that failed: nothing of the error, which is in the function's log. */
export function badGateway(): Reply {
  return {
    status: 502,
    headers: { "content-type": "application/json" },
    cookies: [],
    body: Buffer.from("Internal Server Error"),
  };
}
