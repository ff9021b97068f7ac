import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { AwsError } from "../../local/base/awsError";
import type { AwsCall, AwsService } from "../../local/edge/awsService";
import type { Permission, Principal } from "../../local/iam/iam";

/** One AWS service on a port of its own, for an SDK client to talk to: what the edge does, without deciding who may. */
export interface ServiceHost {
  endpoint: string;
  /** Permissions that the service asked for, call by call. */
  permissions: (readonly Permission[])[];
  close(): Promise<void>;
}

export async function hostService(
  service: AwsService,
  principal: Principal = {
    kind: "role",
    arn: "arn:aws:sts::000000000000:assumed-role/r/s",
    roleArn: "arn:aws:iam::000000000000:role/r",
  },
): Promise<ServiceHost> {
  const permissions: (readonly Permission[])[] = [];
  const server = createServer(async (request, response) => {
    try {
      const closed = new AbortController();
      response.once("close", () => closed.abort());
      const call = { ...(await readCall(request, principal)), closed: closed.signal };
      const prepared = service.prepare(call);
      permissions.push(prepared.permissions);
      const answer = await prepared.run();
      const raw =
        "raw" in answer ? answer.raw : { status: 200, headers: JSON_1_0, body: JSON.stringify(answer.result) };
      response.writeHead(raw.status, raw.headers).end(raw.body);
    } catch (error) {
      const { code, status, message, details } =
        error instanceof AwsError ? error : new AwsError("InternalError", String(error), 500);
      response.writeHead(status, JSON_1_0).end(JSON.stringify({ __type: code, message, ...details }));
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    permissions,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const JSON_1_0 = { "content-type": "application/x-amz-json-1.0" };

async function readCall(request: IncomingMessage, principal: Principal): Promise<AwsCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const target = String(request.headers["x-amz-target"]);
  return {
    operation: target.slice(target.indexOf(".") + 1),
    target,
    params: JSON.parse(body.toString()),
    principal,
  };
}
