import type { Source } from "../table";

const GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide";

function guide(title: string, page: string): Source {
  return { title: `${title} (Amazon API Gateway Developer Guide)`, address: `${GUIDE}/${page}.html` };
}

function recorded(title: string, address: string): Source {
  return { title: `recorded: ${title}`, address: `https://github.com/${address}` };
}

export const FUNCTIONS = guide(
  "Create AWS Lambda proxy integrations for HTTP APIs",
  "http-api-develop-integrations-lambda",
);
export const ROUTES = guide("Create routes for HTTP APIs", "http-api-develop-routes");
export const STAGES = guide("Stages for HTTP APIs", "http-api-stages");
export const AUTHORIZERS = guide(
  "Control access to HTTP APIs with AWS Lambda authorizers",
  "http-api-lambda-authorizer",
);
export const MAPPINGS = guide("Map API stages to a custom domain name for HTTP APIs", "http-api-mappings");
export const MAPPED_PATH = recorded(
  "Request path should not include the stage name with API Gateway V2 event source (serverless-express, issue 465)",
  "CodeGenieApp/serverless-express/issues/465",
);
export const DEFAULT_ENDPOINT: Source = {
  title: "Deactivate the API Gateway default endpoint API (AWS re:Post)",
  address: "https://repost.aws/knowledge-center/api-gateway-disable-endpoint",
};
export const CORS = guide("Configure CORS for HTTP APIs", "http-api-cors");
export const TROUBLES = guide(
  "Troubleshooting issues with HTTP API Lambda integrations",
  "http-api-troubleshooting-lambda",
);
export const THROTTLING = guide("Throttle requests to your HTTP APIs", "http-api-throttling");
export const STATUSES: Source = {
  title: "How do I map the status codes returned by HTTP APIs in Amazon API Gateway? (AWS re:Post)",
  address: "https://repost.aws/knowledge-center/api-gateway-status-codes-http-api",
};
export const TEXT_STATUS = recorded(
  "TestLambdaURL::test_lambda_url_headers_and_status",
  "localstack/localstack/blob/34cf4db63713d841cce481f5bd844836eb4fcbec/tests/aws/services/lambda_/test_lambda.py",
);
export const OBJECT_BODY = recorded(
  "added json override option to response body (serverless-offline, pull request 1621)",
  "dherault/serverless-offline/pull/1621",
);
export const REPEATED_HEADERS = recorded(
  "HTTP API's collate headers and multivalueheaders for duplicate responses (aws-lambda-go-api-proxy, issue 75)",
  "awslabs/aws-lambda-go-api-proxy/issues/75",
);
export const DECODED_PATHS = recorded(
  "escape decoded path characters when building the standard url (standard-server, pull request 93)",
  "middleapi/standard-server/pull/93",
);
export const DECODED_SLASH = recorded(
  "url encode/decode problem (aws-lambda-fastify, issue 169)",
  "fastify/aws-lambda-fastify/issues/169",
);
export const DECODED_OTHERS = recorded(
  "aws-lambda / HTTP API V2 / broken req.url encoding (hono, issue 2156)",
  "honojs/hono/issues/2156",
);
