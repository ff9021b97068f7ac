import type { Reply } from "../../../http/gatewayReply";

/** An answer that Lambda gives itself, which spells `Message` with a capital letter. */
export function urlRefusal(status: number, message: string, members: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { "content-type": "application/json" },
    cookies: [],
    body: Buffer.from(JSON.stringify({ ...members, Message: message })),
  };
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
