import type { Step } from "../calls";
import { callsRow } from "../rows";
import { ANY, type Source, type Table } from "../table";
import { type GatewayInput, IDENTITY_SOURCE } from "./controlSubject";

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:site";
const ApiId = "$http.ApiId";
const ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc123";

const API: Step = ["CreateApi", { Name: "my-http-api", ProtocolType: "HTTP" }, "http"];
const QUICK: Step = ["CreateApi", { Name: "my-http-api", ProtocolType: "HTTP", Target: FUNCTION }, "http"];
const INTEGRATION: Step = [
  "CreateIntegration",
  { ApiId, IntegrationType: "AWS_PROXY", IntegrationUri: FUNCTION, PayloadFormatVersion: "2.0" },
  "integration",
];
/** A route to the integration of quick create. */
const ROUTE: readonly Step[] = [
  QUICK,
  ["GetRoutes", { ApiId }, "routes"],
  ["CreateRoute", { ApiId, RouteKey: "GET /pets", Target: "$routes.Items.0.Target" }, "route"],
];
const STAGE: Step = ["CreateStage", { ApiId, StageName: "dev", AutoDeploy: true }];
const AUTHORIZER: Step = [
  "CreateAuthorizer",
  {
    ...{ ApiId, Name: "my-jwt-authorizer", AuthorizerType: "JWT", IdentitySource: ["$source"] },
    JwtConfiguration: { Audience: ["123456abc"], Issuer: ISSUER },
  },
  "authorizer",
];

function example(command: string): Source {
  return {
    title: `${command} (AWS CLI User Guide, API Gateway HTTP and WebSocket API examples)`,
    address: "https://docs.aws.amazon.com/cli/latest/userguide/cli_apigatewayv2_code_examples.html",
  };
}

const row = callsRow<GatewayInput>;

export const httpControlPlane: Table<GatewayInput> = {
  service: "Amazon API Gateway (HTTP APIs)",
  topic: "making APIs by calls",
  rows: [
    row("CreateApi answers the API", example("create-api"), [API], {
      ...{ ApiEndpoint: ANY, ApiId: ANY, ApiKeySelectionExpression: "$request.header.x-api-key", CreatedDate: ANY },
      ...{ Name: "my-http-api", ProtocolType: "HTTP", RouteSelectionExpression: "$request.method $request.path" },
      ...{ DisableExecuteApiEndpoint: false, IpAddressType: "ipv4", Tags: {} },
    }),
    row(
      "CORS is set",
      example("update-api"),
      [API, ["UpdateApi", { ApiId, CorsConfiguration: { AllowOrigins: ["https://www.example.com"] } }]],
      ["https://www.example.com"],
      "CorsConfiguration.AllowOrigins",
    ),
    row(
      "quick create makes an integration with a function",
      example("create-api"),
      [QUICK, ["GetIntegrations", { ApiId }]],
      [
        {
          ...{ ApiGatewayManaged: true, IntegrationId: ANY, ConnectionType: "INTERNET", IntegrationMethod: "POST" },
          ...{ IntegrationType: "AWS_PROXY", IntegrationUri: FUNCTION, PayloadFormatVersion: "2.0" },
          TimeoutInMillis: 30_000,
        },
      ],
      "Items",
    ),
    row(
      "and a route for everything",
      example("create-api"),
      [QUICK, ["GetRoutes", { ApiId }]],
      [
        {
          ...{ ApiGatewayManaged: true, RouteId: ANY, RouteKey: "$default", Target: ANY },
          ...{ ApiKeyRequired: false, AuthorizationType: "NONE" },
        },
      ],
      "Items",
    ),
    row(
      "and a stage that deploys itself",
      example("create-api"),
      [QUICK, ["GetStages", { ApiId }]],
      [
        {
          ...{ ApiGatewayManaged: true, AutoDeploy: true, CreatedDate: ANY, LastUpdatedDate: ANY, Tags: {} },
          StageName: "$default",
        },
      ],
      "Items",
    ),
    row("an integration with a function", example("get-integrations"), [API, INTEGRATION], {
      ...{ ConnectionType: "INTERNET", IntegrationId: ANY, IntegrationMethod: "POST", IntegrationType: "AWS_PROXY" },
      ...{ IntegrationUri: FUNCTION, PayloadFormatVersion: "2.0", TimeoutInMillis: 30_000 },
    }),
    row("a route to it", example("get-route"), ROUTE, {
      ...{ ApiKeyRequired: false, AuthorizationType: "NONE", RouteId: ANY, RouteKey: "GET /pets", Target: ANY },
    }),
    row("an authorizer of tokens", example("create-authorizer"), [API, AUTHORIZER], {
      ...{ AuthorizerId: ANY, AuthorizerType: "JWT", IdentitySource: [IDENTITY_SOURCE], Name: "my-jwt-authorizer" },
      JwtConfiguration: { Audience: ["123456abc"], Issuer: ISSUER },
    }),
    row(
      "a route that asks for a token",
      example("update-route"),
      [
        ...ROUTE,
        AUTHORIZER,
        [
          "UpdateRoute",
          {
            ...{ ApiId, RouteId: "$route.RouteId", AuthorizationType: "JWT", AuthorizerId: "$authorizer.AuthorizerId" },
            AuthorizationScopes: ["user.id", "user.email"],
          },
        ],
      ],
      {
        ...{ ApiKeyRequired: false, AuthorizationScopes: ["user.id", "user.email"], AuthorizationType: "JWT" },
        ...{ AuthorizerId: ANY, RouteId: ANY, RouteKey: "GET /pets", Target: ANY },
      },
    ),
    row(
      "limits for a route in a stage",
      example("update-stage"),
      [
        ...ROUTE,
        STAGE,
        [
          "UpdateStage",
          {
            ...{ ApiId, StageName: "dev" },
            RouteSettings: { "GET /pets": { ThrottlingBurstLimit: 100, ThrottlingRateLimit: 2000 } },
          },
        ],
      ],
      { "GET /pets": { ThrottlingBurstLimit: 100, ThrottlingRateLimit: 2000 } },
      "RouteSettings",
    ),
    row(
      "what is deleted is not found",
      example("delete-route"),
      [...ROUTE, ["DeleteRoute", { ApiId, RouteId: "$route.RouteId" }], ["GetRoutes", { ApiId }]],
      ["$default"],
      "Items.*.RouteKey",
    ),
  ],
};
