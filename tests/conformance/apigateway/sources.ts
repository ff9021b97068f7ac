import { apiPages } from "../rows";
import type { Source } from "../table";

const GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide";
const LOCALSTACK = "https://github.com/localstack/localstack/blob";
const LOCALEMU = "https://github.com/localemu/localemu/blob/3098669259493a3ca6274a4d2a4c2aa805957071";

function guide(title: string, page: string): Source {
  return { title: `${title} (Amazon API Gateway Developer Guide)`, address: `${GUIDE}/${page}.html` };
}

/** Tests of LocalStack that ran against AWS, and what AWS answered them. */
const RECORDINGS = {
  "test_apigateway_api.snapshot": `${LOCALSTACK}/0b8c5b9312937343502f1a91e34194a7ad83f86c`,
  "test_apigateway_common.snapshot": `${LOCALSTACK}/bf2fc7a2707b0499e9fcb83637d6884ccde6fa24`,
  "test_apigateway_lambda.snapshot": `${LOCALSTACK}/2da97ffd36c61573cfaf4876bc781a7460c370bf`,
  "test_apigateway_sqs.snapshot": `${LOCALSTACK}/d87aa8a3051112f6b5d8b1f94f1492e0844195f2`,
  test_apigateway_lambda: LOCALEMU,
  "test_apigateway_integrations.snapshot": LOCALEMU,
} as const;

export function recorded(file: keyof typeof RECORDINGS, test: string): Source {
  const path = `tests/aws/services/apigateway/${file}${file.endsWith("snapshot") ? ".json" : ".py"}`;
  return { title: `recorded: ${test}`, address: `${RECORDINGS[file]}/${path}` };
}

export const apiReference = apiPages(
  "Amazon API Gateway API Reference",
  "https://docs.aws.amazon.com/apigateway/latest/api",
);

export const MOCK_FORMS: Source = {
  title: "recorded: TestMockIntegration::test_custom_parser",
  address: `${LOCALEMU}/tests/unit/services/apigateway/test_mock_integration.py`,
};

function issue(title: string, address: string): Source {
  return { title: `recorded: ${title}`, address: `https://github.com/${address}` };
}

export const PROXY = guide("Lambda proxy integrations in API Gateway", "set-up-lambda-proxy-integrations");
export const BINARY = guide("Return binary media from a Lambda proxy integration", "lambda-proxy-binary-media");
export const VARIABLES = guide("Variables for data transformations", "api-gateway-mapping-template-reference");
export const PASSTHROUGH = guide(
  "Method request behavior for payloads without mapping templates",
  "integration-passthrough-behaviors",
);
export const OVERRIDES = guide(
  "Override your API's request and response parameters and status codes",
  "apigateway-override-request-response-parameters",
);
export const FUNCTION_ERRORS: Source = {
  title: "Handling Lambda errors with an API Gateway API (AWS Lambda Developer Guide)",
  address: "https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html",
};
export const GATEWAY_RESPONSES = guide("Gateway responses for REST APIs", "api-gateway-gatewayResponse-definition");
export const VALIDATION = guide("Request validation for REST APIs", "api-gateway-method-request-validation");
export const MOCKS = guide("Mock integrations for REST APIs", "how-to-mock-integration");
export const PATTERNS = guide(
  "Set up an integration response using the API Gateway console",
  "api-gateway-integration-settings-integration-response",
);
export const PARAMETERS = guide(
  "Parameter mapping source reference for REST APIs",
  "rest-api-parameter-mapping-sources",
);
export const KEYS = guide("Usage plans and API keys for REST APIs", "api-gateway-api-usage-plans");
export const MERGED_HEADERS = issue(
  "Local support for response multiValueHeaders (aws-sam-cli, pull request 1166)",
  "aws/aws-sam-cli/pull/1166",
);
export const EMPTY_PATHS = issue(
  "APIGW: fix VTL $input.path and $input.json (LocalStack, pull request 12774)",
  "localstack/localstack/pull/12774",
);
export const EMPTY_BODY = issue(
  "APIGW: fix rendering of $input.body when empty (LocalStack, pull request 12413)",
  "localstack/localstack/pull/12413",
);
export const ENCODED_PARAMETERS = issue(
  "pathParameters should be uri decoded (serverless, issue 5037)",
  "serverless/serverless/issues/5037",
);
export const NOTHING_THERE = issue(
  "When referencing an object in the vm input that does not exist, print empty string (api-gateway-mapping-template, issue 5)",
  "toqoz/api-gateway-mapping-template/issues/5",
);
export const MAPPED_TWICE = issue(
  "AWS::ApiGateway::BasePathMapping - Base path already exists (aws-extensions-for-dotnet-cli, issue 102)",
  "aws/aws-extensions-for-dotnet-cli/issues/102",
);
export const DELETED_WHILE_MAPPED = issue(
  "delete base path mappings for API Gateways with custom domain (gcdt, issue 373)",
  "glomex/gcdt/issues/373",
);
