import http from "node:http";
import type { AddressInfo } from "node:net";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { createIam } from "../../../local/iam/createIam";
import type { Iam } from "../../../local/iam/iam";
import type { Services } from "../../../local/services";
import { createRestApis } from "../../../local/services/apigateway/createRestApis";
import type {
  IntegrationResponseSpec,
  IntegrationSpec,
  MethodPlace,
  MethodSpec,
  MockIntegrationSpec,
  RestApiSpec,
  RestApis,
  ServiceIntegrationSpec,
  StageSpec,
} from "../../../local/services/apigateway/restApi";
import type { Datum } from "../../../local/services/cloudwatch/metrics";
import type { InvokeResult } from "../../../local/services/lambda/lambda";
import { HeldClock } from "../../support/heldClock";
import { exchange, type Received, type SendOptions } from "../apigatewayv2/apiUnderTest";

export const API_ID = "cards12345";
export const ROOT = "root123456";
export const STAGE = "prod";
export const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:decide";
export const LOG_GROUP_ARN = "arn:aws:logs:us-east-1:000000000000:log-group:/access";
/** 2020-03-12T19:03:58.390Z, a Thursday */
export const NOW = 1_584_039_838_390;

type Response = Partial<Omit<IntegrationResponseSpec, keyof MethodPlace>> & { statusCode: string };
type WithoutPlace<Spec> = Omit<Spec, keyof MethodPlace>;

export interface MethodSetup extends Partial<WithoutPlace<MethodSpec>> {
  /** `"POST /gates/{gateId}/enter"` */
  route: string;
  /** A function where absent. */
  integration?: WithoutPlace<MockIntegrationSpec> | WithoutPlace<ServiceIntegrationSpec>;
  timeoutMs?: number;
  /** By default one, without a pattern, of status 200. */
  responses?: readonly Response[];
}

export interface Setup {
  methods: readonly MethodSetup[];
  api?: Partial<RestApiSpec>;
  stage?: Partial<StageSpec>;
  /** Bodies and parameters are checked by a validator of the id `"all"`; models by name, schemas as objects. */
  models?: Readonly<Record<string, object>>;
  /** Services that the methods call. */
  services?: Partial<Pick<Services, "kinesis" | "sqs" | "sns">>;
  /** Lets API Gateway call the function. @default true */
  permitted?: boolean;
}

export interface RestApiUnderTest {
  apis: RestApis;
  iam: Iam;
  clock: HeldClock;
  /** Events that the function was called with. */
  events: APIGatewayProxyEvent[];
  data: Datum[];
  logLines: { group: string; message: string }[];
  warnings: string[];
  /** Replaced by tests that want another answer than an empty 200. */
  answer: (event: APIGatewayProxyEvent) => Promise<InvokeResult> | InvokeResult;
  /** Below the stage. */
  send(method: string, path: string, options?: SendOptions): Promise<Received>;
  /** As the edge would get it, with its whole path. */
  sendTo(path: string, options?: SendOptions, method?: string): Promise<Received>;
  /** Status and body only. */
  ask(method: string, path: string, options?: SendOptions): Promise<[status: number, body: string]>;
  /** Takes a new snapshot and serves it. */
  redeploy(id: string): void;
  stop(): Promise<void>;
}

/** The newest event; a test that expects one fails where there is none. */
export function lastEvent({ events }: Pick<RestApiUnderTest, "events">): APIGatewayProxyEvent {
  const event = events.at(-1);
  if (event === undefined) throw new Error("the function was not called");
  return event;
}

/** One REST API on a real listener, with real permissions. */
export async function startRestApi(setup: Setup): Promise<RestApiUnderTest> {
  const clock = new HeldClock(NOW);
  const under = { clock, events: [], data: [], logLines: [], warnings: [] } as unknown as RestApiUnderTest;
  under.answer = () => ({ ok: true, payload: { statusCode: 200, body: "" } });
  const report = {
    stage() {},
    log() {},
    warn: (at: string, line: string) => void under.warnings.push(`${at}: ${line}`),
  };
  under.iam = createIam({ report });
  if (setup.permitted !== false) permit(under.iam, `arn:aws:execute-api:us-east-1:000000000000:${API_ID}/*`);
  under.apis = createRestApis({
    ...{ clock, report, iam: under.iam, ...setup.services },
    lambda: {
      async invoke(_arn: string, payload: APIGatewayProxyEvent) {
        under.events.push(payload);
        return under.answer(payload);
      },
    },
    logs: {
      write: (group: string, _stream: string, events: readonly { message: string }[]) =>
        void under.logLines.push(...events.map(({ message }) => ({ group, message }))),
    },
    metrics: { put: (datum: Datum) => void under.data.push(datum) },
  } as unknown as Services);
  define(under.apis, setup);
  const stage: StageSpec = { apiId: API_ID, name: STAGE, deploymentId: "d1", variables: {}, ...setup.stage };
  under.redeploy = (id) => {
    under.apis.createDeployment(API_ID, id);
    under.apis.putStage({ ...stage, deploymentId: id });
  };
  under.redeploy("d1");

  const server = http.createServer((request, response) => {
    const served = under.apis.hasDomain(request.headers.host ?? "")
      ? under.apis.serveDomain(request, response)
      : under.apis.serve(API_ID, request.url ?? "", request, response);
    void served;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  under.sendTo = (path, options, method = "GET") => exchange(port, method, path, options);
  under.send = (method, path, options) => exchange(port, method, `/${STAGE}${path}`, options);
  under.ask = async (method, path, options) => {
    const { status, body } = await under.send(method, path, options);
    return [status, body];
  };
  under.stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return under;
}

/** Lets API Gateway call the function for what a source ARN names. */
export function permit(iam: Iam, sourceArn: string): void {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "apigateway.amazonaws.com" },
    Action: "lambda:InvokeFunction",
    Resource: FUNCTION_ARN,
    Condition: { ArnLike: { "AWS:SourceArn": sourceArn } },
  };
  iam.putResourcePolicy(FUNCTION_ARN, "api", JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
}

/** A role that a service may take on, and that may do what it says. */
export function grantRole(iam: Iam, action: string, resource: string, trusted = "apigateway.amazonaws.com"): string {
  const arn = "arn:aws:iam::000000000000:role/integration";
  const policy = (members: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...members }] });
  const trustPolicy = policy({ Action: "sts:AssumeRole", Principal: { Service: trusted } });
  iam.putRole({ arn, name: "integration", trustPolicy });
  iam.putRolePolicy(arn, "call", policy({ Action: action, Resource: resource }));
  return arn;
}

function define(apis: RestApis, { api, methods, models = {} }: Setup): void {
  const spec = {
    id: API_ID,
    name: "cards-api",
    label: "cards",
    rootResourceId: ROOT,
    disableExecuteApiEndpoint: false,
  };
  apis.putApi({ ...spec, ...api });
  for (const [name, schema] of Object.entries(models)) {
    apis.putModel({ apiId: API_ID, name, contentType: "application/json", schema: JSON.stringify(schema) });
  }
  apis.putRequestValidator({ id: "all", apiId: API_ID, validateBody: true, validateParameters: true });
  for (const method of methods) defineMethod(apis, method);
}

/** Puts a method with its resources, integration and responses. */
export function defineMethod(apis: RestApis, setup: MethodSetup): void {
  const { route, integration, timeoutMs = 29_000, responses = [{ statusCode: "200" }], ...method } = setup;
  const [httpMethod = "", path = ""] = route.split(" ");
  const place = { apiId: API_ID, resourceId: resourceAt(apis, path), httpMethod };
  apis.putMethod({ ...place, apiKeyRequired: false, requestParameters: {}, requestModels: {}, ...method });
  apis.putIntegration({
    ...place,
    ...(integration ?? { type: "AWS_PROXY", functionArn: FUNCTION_ARN, timeoutMs }),
  } as IntegrationSpec);
  for (const response of integration === undefined ? [] : responses) {
    const { statusCode, responseParameters = {}, responseTemplates = {}, selectionPattern } = response;
    const declared = Object.fromEntries(Object.keys(responseParameters).map((name) => [name, false]));
    apis.putMethodResponse({ ...place, statusCode, responseParameters: declared });
    apis.putIntegrationResponse({
      ...{ ...place, statusCode, responseParameters, responseTemplates },
      ...(selectionPattern !== undefined && { selectionPattern }),
    });
  }
}

/** Makes the resources of a path; each has its path for its id. */
function resourceAt(apis: RestApis, path: string): string {
  const parts = path.split("/").filter((part) => part !== "");
  return parts.reduce((parentId, pathPart) => {
    const id = `${parentId}/${pathPart}`;
    apis.putResource({ id, apiId: API_ID, parentId, pathPart });
    return id;
  }, ROOT);
}
