import http from "node:http";
import type { AddressInfo } from "node:net";
import type { APIGatewayProxyEventV2, APIGatewayRequestAuthorizerEventV2 } from "aws-lambda";
import type { Clock } from "../../../local/base/clock";
import type { Iam, Permission, Principal } from "../../../local/iam/iam";
import type { Services } from "../../../local/services";
import { createHttpApis } from "../../../local/services/apigatewayv2/createHttpApis";
import type {
  ApiMappingSpec,
  HttpApiSpec,
  HttpApis,
  JwtAuthorizerSpec,
  LambdaAuthorizerSpec,
  StageSpec,
} from "../../../local/services/apigatewayv2/httpApi";
import type { Datum } from "../../../local/services/cloudwatch/metrics";
import type { TokenKeys } from "../../../local/services/cognito/signingKey";
import type { InvokeResult } from "../../../local/services/lambda/lambda";
import { HeldClock } from "../../support/heldClock";

export const API_ID = "abcde12345";
export const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:orders";
/** Decides about requests. */
export const DECIDES_ARN = "arn:aws:lambda:us-east-1:000000000000:function:decides";
export const LOG_GROUP_ARN = "arn:aws:logs:us-east-1:000000000000:log-group:/access";
/** 2020-03-12T19:03:58.390Z */
export const NOW = 1_584_039_838_390;

export interface ApiUnderTest {
  apis: HttpApis;
  clock: HeldClock;
  /** Events that the function was called with. */
  events: APIGatewayProxyEventV2[];
  /** Events that the function was called with which decides. */
  asked: APIGatewayRequestAuthorizerEventV2[];
  /** Replaced by tests that want another decision than to let everybody in. */
  decide: (event: APIGatewayRequestAuthorizerEventV2) => InvokeResult;
  permissions: { principal: Principal; permission: Permission }[];
  data: Datum[];
  logLines: { group: string; message: string }[];
  warnings: string[];
  /** Replaced by tests that want another answer than an empty 200. */
  answer: (event: APIGatewayProxyEventV2) => Promise<InvokeResult> | InvokeResult;
  allowed: boolean;
  logFailure: Error | undefined;
  send(method: string, path: string, options?: SendOptions): Promise<Received>;
  stop(): Promise<void>;
}

/** The newest event; a test that expects one fails where there is none. */
export function lastEvent(api: ApiUnderTest): APIGatewayProxyEventV2 {
  const event = api.events.at(-1);
  if (event === undefined) throw new Error("the function was not called");
  return event;
}

export interface SendOptions {
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

export interface Received {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
  bytes: Buffer;
}

export interface Setup {
  routes?: readonly string[];
  stages?: readonly (Partial<StageSpec> & { name: string })[];
  cors?: NonNullable<HttpApiSpec["cors"]>;
  /** Answers under custom domains only. */
  disableExecuteApiEndpoint?: boolean;
  /** Paths of custom domains. */
  mappings?: readonly Omit<ApiMappingSpec, "id" | "apiId">[];
  timeoutMs?: number;
  payloadFormat?: "1.0" | "2.0";
  /** Keeps every route for those with a token. */
  authorizer?: Omit<JwtAuthorizerSpec, "apiId"> & { scopes: readonly string[]; keys: TokenKeys };
  /** Has a function decide about every route. */
  decides?: Pick<LambdaAuthorizerSpec, "identitySources" | "ttlSeconds">;
  /** Keeps every route for those who sign, and may. */
  iam?: Pick<Iam, "principalOf" | "authorize">;
}

/** One HTTP API on a real listener, with everything around it replaced by recorders. */
export async function startApi(setup: Setup = {}): Promise<ApiUnderTest> {
  const clock = new HeldClock(NOW);
  const under = {
    clock,
    events: [],
    asked: [],
    decide: () => ({ ok: true, payload: { isAuthorized: true } }),
    permissions: [],
    data: [],
    logLines: [],
    warnings: [],
    answer: () => ({ ok: true, payload: { statusCode: 200, body: "" } }),
    allowed: true,
    logFailure: undefined,
  } as unknown as ApiUnderTest;
  under.apis = createHttpApis(recorders(under, clock, setup));
  const { cors, disableExecuteApiEndpoint } = setup;
  under.apis.putApi({
    ...{ id: API_ID, name: "orders-api" },
    ...(cors !== undefined && { cors }),
    ...(disableExecuteApiEndpoint !== undefined && { disableExecuteApiEndpoint }),
  });
  under.apis.putIntegration({
    id: "int1",
    apiId: API_ID,
    functionArn: FUNCTION_ARN,
    timeoutMs: setup.timeoutMs ?? 30_000,
    ...(setup.payloadFormat !== undefined && { payloadFormat: setup.payloadFormat }),
  });
  const { scopes = [], keys: _, ...authorizer } = setup.authorizer ?? {};
  if (setup.authorizer) under.apis.putAuthorizer({ ...(authorizer as JwtAuthorizerSpec), apiId: API_ID });
  if (setup.decides) {
    under.apis.putAuthorizer({ id: "decides", apiId: API_ID, functionArn: DECIDES_ARN, ...setup.decides });
  }
  for (const [index, routeKey] of (setup.routes ?? ["$default"]).entries()) {
    under.apis.putRoute({
      ...{ id: `route${index}`, apiId: API_ID, routeKey, target: "integrations/int1" },
      ...(setup.authorizer && { authorizer: { id: setup.authorizer.id, scopes } }),
      ...(setup.decides && { authorizer: { id: "decides", scopes: [] } }),
      ...(setup.iam && { authorizer: "iam" as const }),
    });
  }
  for (const stage of setup.stages ?? [{ name: "$default" }]) {
    under.apis.putStage({ apiId: API_ID, routeThrottles: {}, ...stage });
  }
  for (const [index, mapping] of (setup.mappings ?? []).entries()) {
    under.apis.putDomain(mapping.domainName);
    under.apis.putApiMapping({ id: `mapping${index}`, apiId: API_ID, ...mapping });
  }

  const server = http.createServer((request, response) => {
    if (under.apis.hasDomain(request.headers.host ?? "")) void under.apis.serveDomain(request, response);
    else void under.apis.serve(API_ID, request.url ?? "", request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  under.send = (method, path, options) => exchange(port, method, path, options);
  under.stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return under;
}

function recorders(
  under: ApiUnderTest,
  clock: Clock,
  { authorizer, iam }: Setup,
): Parameters<typeof createHttpApis>[0] {
  const services = {
    clock,
    cognito: { keysOf: (issuer: string) => (issuer === authorizer?.issuer ? authorizer.keys : undefined) },
    iam: {
      ...iam,
      allows(principal: Principal, permission: Permission) {
        under.permissions.push({ principal, permission });
        return under.allowed;
      },
    },
    lambda: {
      async invoke(arn: string, payload: APIGatewayProxyEventV2) {
        if (arn === DECIDES_ARN) {
          under.asked.push(payload as unknown as APIGatewayRequestAuthorizerEventV2);
          return under.decide(payload as unknown as APIGatewayRequestAuthorizerEventV2);
        }
        under.events.push(payload);
        return under.answer(payload);
      },
    },
    logs: {
      write(group: string, _stream: string, events: readonly { message: string }[]) {
        if (under.logFailure !== undefined) throw under.logFailure;
        for (const { message } of events) under.logLines.push({ group, message });
      },
    },
    metrics: { put: (datum: Datum) => under.data.push(datum) },
    report: { stage() {}, log() {}, warn: (source: string, line: string) => under.warnings.push(`${source}: ${line}`) },
  };
  return services as unknown as Services;
}

/** One request on a connection of its own. */
export function exchange(port: number, method: string, path: string, options: SendOptions = {}): Promise<Received> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: "127.0.0.1", port, method, path, headers: options.headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const bytes = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes.toString(), bytes });
        });
      },
    );
    request.on("error", reject);
    request.end(options.body);
  });
}
