import http from "node:http";
import type { AddressInfo } from "node:net";
import { Inventory } from "../../../local/base/inventory";
import type { Properties } from "../../../local/engine/resourceHandler";
import { createIam } from "../../../local/iam/createIam";
import type { Iam } from "../../../local/iam/iam";
import { integration } from "../../../local/resources/apigatewayv2/integration";
import type { Services } from "../../../local/services";
import { createHttpApis } from "../../../local/services/apigatewayv2/createHttpApis";
import { createEvents } from "../../../local/services/events/createEvents";
import type { Events } from "../../../local/services/events/events";
import { createSqs } from "../../../local/services/sqs/createSqs";
import type { QueueAttributes, QueueMessage } from "../../../local/services/sqs/sqs";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";
import { resourceContext } from "../../support/resourceContext";
import { API_ID, exchange, NOW, type Received, type SendOptions } from "./apiUnderTest";

export const ROLE_ARN = "arn:aws:iam::000000000000:role/sender";
export const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:hooks";
export const QUEUE_URL = "http://127.0.0.1:4510/000000000000/hooks";

export interface QueueUnderTest {
  iam: Iam;
  events: Events;
  /** Events that functions were called with. */
  told: unknown[];
  warnings: string[];
  /** One line a request: status, integration status, own message, integration message. */
  logLines: string[];
  send(method: string, path: string, options?: SendOptions): Promise<Received>;
  /** Takes out every message that is there. */
  messages(): Promise<readonly QueueMessage[]>;
  stop(): Promise<void>;
}

export interface Setup {
  routeKey?: string;
  /** Beside `QueueUrl` and `MessageBody: $request.body`, or in their place. */
  parameters?: Record<string, string>;
  responseParameters?: { statusCode: string; mappings: Record<string, string> }[];
  queue?: QueueAttributes & { name?: string };
  trusted?: string;
  stageVariables?: Record<string, string>;
  /** Properties of the integration in place of those of a queue's. */
  integration?: Properties;
}

/** An HTTP API with one route into a queue: real mapping, IAM and SQS. */
export async function startQueueApi(setup: Setup = {}): Promise<QueueUnderTest> {
  const clock = new HeldClock(NOW);
  const warnings: string[] = [];
  const logLines: string[] = [];
  const report = {
    stage() {},
    log() {},
    warn: (source: string, line: string) => void warnings.push(`${source}: ${line}`),
  };
  const iam = createIam({ report });
  const metrics = { put() {}, gauge: () => ({ remove() {} }) };
  const logs = {
    write: (_group: string, _stream: string, events: readonly { message: string }[]) =>
      void logLines.push(...events.map(({ message }) => message)),
  };
  const inventory = new Inventory(report);
  const dependencies = {
    clock,
    report,
    iam,
    kms: localKms(),
    inventory,
    metrics,
    logs,
    edgeUrl: "http://127.0.0.1:4510",
  } as unknown as Services;
  const sqs = createSqs(dependencies);
  const told: unknown[] = [];
  const lambda = { invokeAsync: (_arn: string, event: unknown) => void told.push(event) };
  const events = createEvents({ ...dependencies, sqs, lambda });
  const httpApis = createHttpApis({ ...dependencies, events, sqs });

  const { name = "hooks", ...attributes } = setup.queue ?? {};
  await sqs.createQueue(name, attributes);
  grantSend(iam, setup.trusted);
  httpApis.putApi({ id: API_ID, name: "hooks-api" });
  const { id } = await integration({ httpApis }).create(resourceContext("hooks"), {
    apiId: API_ID,
    integrationType: "AWS_PROXY",
    integrationSubtype: "SQS-SendMessage",
    payloadFormatVersion: "1.0",
    credentialsArn: ROLE_ARN,
    requestParameters: { QueueUrl: QUEUE_URL, MessageBody: "$request.body", ...setup.parameters },
    ...setup.integration,
    ...(setup.responseParameters && { responseParameters: setup.responseParameters }),
  });
  const routeKey = setup.routeKey ?? "POST /webhook/{source}";
  httpApis.putRoute({ id: "route", apiId: API_ID, routeKey, target: `integrations/${id}` });
  httpApis.putStage({
    apiId: API_ID,
    name: "$default",
    routeThrottles: {},
    accessLog: {
      logGroupArn: "arn:aws:logs:us-east-1:000000000000:log-group:/access",
      format: "$context.status|$context.integration.status|$context.error.message|$context.integrationErrorMessage",
    },
    ...(setup.stageVariables && { variables: setup.stageVariables }),
  });

  const server = http.createServer((request, response) => {
    void httpApis.serve(API_ID, request.url ?? "", request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const arn = `arn:aws:sqs:us-east-1:000000000000:${name}`;
  return {
    iam,
    events,
    told,
    warnings,
    logLines,
    send: (method, path, options) => exchange(port, method, path, options),
    messages: () => sqs.receive(arn, { max: 100, waitSeconds: 0, signal: new AbortController().signal }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await sqs.stop();
    },
  };
}

function grantSend(iam: Iam, trusted = "apigateway.amazonaws.com"): void {
  const statement = (members: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...members }] });
  const trustPolicy = statement({ Action: "sts:AssumeRole", Principal: { Service: trusted } });
  iam.putRole({ arn: ROLE_ARN, name: "sender", trustPolicy });
  const resource = "arn:aws:sqs:us-east-1:000000000000:hooks*";
  iam.putRolePolicy(ROLE_ARN, "send", statement({ Action: "sqs:SendMessage", Resource: resource }));
}
