import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { askedPages } from "../../../local/edge/callingPages";
import { createEdge, type Edge } from "../../../local/edge/edge";
import { createIam } from "../../../local/iam/createIam";
import type { Iam } from "../../../local/iam/iam";
import { functionUrl } from "../../../local/resources/lambda/functionUrl";
import { permission } from "../../../local/resources/lambda/permission";
import type { Services } from "../../../local/services";
import type { Datum } from "../../../local/services/cloudwatch/metrics";
import type { InvokeResult } from "../../../local/services/lambda/lambda";
import { createFunctionUrls } from "../../../local/services/lambda/urls/createFunctionUrls";
import type { FunctionUrls } from "../../../local/services/lambda/urls/functionUrl";
import { HeldClock } from "../../support/heldClock";
import { resourceContext } from "../../support/resourceContext";
import { exchange, type Received, type SendOptions } from "../apigatewayv2/apiUnderTest";

export const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:intake";
export const CALLER_ARN = "arn:aws:iam::000000000000:role/caller";
/** 2020-03-12T19:03:58.390Z */
const NOW = 1_584_039_838_390;

/** A function URL behind a real edge with real IAM; only the function is a stand-in. */
export interface UrlUnderTest {
  edge: Edge;
  iam: Iam;
  clock: HeldClock;
  handler: ReturnType<typeof functionUrl>;
  /** Deploys a URL, and answers its resource's state. */
  deploy(inputs?: Record<string, unknown>, name?: string): Promise<{ id: string; state: Record<string, unknown> }>;
  remove(created: { id: string; state: Record<string, unknown> }): Promise<void>;
  /** Takes back one of the two permissions that let everybody in. */
  close(): void;
  permit(inputs: Record<string, unknown>): Promise<void>;
  /** `path` is below the function URL. */
  send(method: string, path: string, options?: SendOptions): Promise<Received>;
  events: APIGatewayProxyEventV2[];
  data: Datum[];
  warnings: string[];
  answer: () => InvokeResult;
}

export async function startUrl(): Promise<UrlUnderTest> {
  const clock = new HeldClock(NOW);
  const warnings: string[] = [];
  const report = {
    stage() {},
    log() {},
    warn: (source: string, line: string) => void warnings.push(`${source}: ${line}`),
  };
  const iam = createIam({ report });
  const events: APIGatewayProxyEventV2[] = [];
  const data: Datum[] = [];
  const edge = await createEdge({ iam, report, clock }, { port: 0, host: "127.0.0.1" });
  const lambda = {
    async invoke(_arn: string, event: APIGatewayProxyEventV2) {
      events.push(event);
      return under.answer();
    },
  };
  const functionUrls: FunctionUrls = createFunctionUrls({
    ...{ iam, clock, report, lambda, metrics: { put: (datum: Datum) => void data.push(datum) } },
  } as unknown as Services);
  edge.mount("lambda-url", functionUrls.serve, askedPages(functionUrls.allowsOrigin));
  const handler = functionUrl({ functionUrls, iam, edgeUrl: edge.url });
  let urlPath = "";
  const under: UrlUnderTest = {
    ...{ edge, iam, clock, handler, events, data, warnings },
    answer: () => ({ ok: true, payload: { statusCode: 200, body: "" } }),
    async deploy(inputs = {}, name = "intake-url") {
      const all = { functionName: "intake", authorizationType: "NONE", ...inputs };
      const created = await handler.create(resourceContext(name), all);
      urlPath = new URL(String(created.state.functionUrl)).pathname;
      return created;
    },
    async remove(created) {
      await handler.delete(resourceContext("intake-url"), created);
    },
    close: () => iam.deleteResourcePolicy(FUNCTION_ARN, "FunctionURLInvokeAllowPublicAccess"),
    async permit(inputs) {
      await permission({ iam }).create(resourceContext("p"), { function: "intake", ...inputs });
    },
    send: (method, path, options) =>
      exchange(Number(new URL(edge.url).port), method, urlPath.replace(/\/$/, "") + path, options),
  };
  return under;
}
