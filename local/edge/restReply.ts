import { randomUUID } from "node:crypto";
import type { AwsError } from "../base/awsError";
import type { RawReply, RestRoutes } from "./awsService";

/** The reply of an operation: a 204 has no body. */
export function restReply(routes: RestRoutes, operation: string, result: Readonly<Record<string, unknown>>): RawReply {
  const status = routes[operation]?.status ?? 200;
  return restJson(status, status === 204 ? "" : JSON.stringify(result));
}

/** An error as clients of REST APIs read it: its code in a header. */
export function restError({ code, message, status, details }: AwsError): RawReply {
  const body = { Type: status >= 500 ? "Service" : "User", message, Message: message, ...details };
  return restJson(status, JSON.stringify(body), { "x-amzn-errortype": code });
}

function restJson(status: number, body: string, headers: Record<string, string> = {}): RawReply {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": randomUUID(), ...headers },
    body: Buffer.from(body),
  };
}
