import { isRecord } from "../../base/isRecord";
import { bodyProblem, isBody, readStatus } from "../../http/functionReply";
import type { Reply } from "../../http/gatewayReply";
import { readMultiValueHeaders, withoutCookies } from "../../http/replyHeaders";
import { remapped } from "./headerRules";

const MEMBERS = ["isBase64Encoded", "statusCode", "headers", "multiValueHeaders", "body"];

/**
 * Reads what a function returned, by payload format 1.0 ("Lambda proxy integrations in API Gateway", output format): no member is
 * required, but a member that the format has not fails the response.
 *
 * @param isBinary whether the client accepts a binary answer: otherwise a body in base64 is sent as it is, as on AWS
 * @returns what is wrong with the response, as text, when it can't be sent: AWS answers 502 then
 * @throws Error for a body that should be base64 and is not: AWS answers 500 then
 */
export function proxyReply(payload: unknown, isBinary: boolean): Reply | string {
  if (!isRecord(payload)) return "it must be an object";
  const unknown = Object.keys(payload).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined) return `"${unknown}" is none of its members, which are ${MEMBERS.join(", ")}`;
  const { statusCode, headers = {}, multiValueHeaders = {}, body, isBase64Encoded } = payload;
  const status = readStatus(statusCode ?? 200);
  if (typeof status === "string") return status;
  if (!isBody(body)) return bodyProblem(body);
  const merged = readMultiValueHeaders({ headers, multiValueHeaders, sentName: remapped, repeatsPairs: false });
  if (typeof merged === "string") return merged;
  const sent = withoutCookies(merged);
  const isBase64 = isBase64Encoded === true && isBinary;
  if (isBase64 && !/^[\w+/\s-]*={0,2}$/.test((body ?? "").trim()))
    throw new Error("isBase64Encoded is true, and body is no base64");
  return {
    status,
    headers: { "content-type": "application/json", ...sent.headers },
    cookies: sent.cookies,
    body: Buffer.from(body ?? "", isBase64 ? "base64" : "utf8"),
  };
}
