import { expect } from "chai";
import { readDefinition } from "../../../local/resources/apigateway/openApi";
import { restApi } from "../../../local/resources/apigateway/restApi";
import type { Services } from "../../../local/services";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { FUNCTION_ARN } from "./restApiUnderTest";

const URI = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`;
const PROXY = { "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: URI } };
const MOCK = {
  responses: { 200: { description: "fine", headers: { "x-kind": { schema: { type: "string" } } } } },
  "x-amazon-apigateway-integration": {
    ...{ type: "mock", passthroughBehavior: "when_no_templates", requestTemplates: { "application/json": "{}" } },
    responses: { default: { statusCode: 200, responseParameters: { "method.response.header.x-kind": "'mock'" } } },
  },
};
const ANY = "x-amazon-apigateway-any-method";

function definition(paths: object, more: object = {}): string {
  return JSON.stringify({ openapi: "3.0.1", info: { title: "api", version: "1" }, paths, ...more });
}

function underTest() {
  const calls: unknown[][] = [];
  const restApis = new Proxy(
    {},
    {
      get:
        (_target, name) =>
        (...args: unknown[]) =>
          void calls.push([String(name), ...args]),
    },
  );
  const handler = restApi({ restApis } as unknown as Pick<Services, "restApis">);
  return {
    create: (body: string) => handler.create(resourceContext("api"), { body }),
    change: (made: Awaited<ReturnType<typeof handler.create>>, body: string) =>
      handler.update?.(resourceContext("api"), made, { body }),
    /** Names of calls since the last time, with what they are about. */
    called: () =>
      calls.splice(0).map(([name, spec, id]) => {
        const { pathPart, httpMethod, statusCode } = spec as Record<string, string>;
        return [name, pathPart ?? httpMethod ?? id ?? "", statusCode ?? ""].filter((part) => part !== "").join(" ");
      }),
  };
}

describe("the body of aws.apigateway.RestApi", () => {
  it("makes resources, methods, integrations and their responses", async () => {
    const api = underTest();

    await api.create(definition({ "/orders/{id}": { get: MOCK, [ANY]: PROXY }, "/": { post: PROXY } }));

    expect(api.called()).to.deep.equal([
      ...["putApi", "putResource orders", "putResource {id}"],
      ...["putMethod GET", "putIntegration GET", "putMethodResponse GET 200", "putIntegrationResponse GET 200"],
      ...["putMethod ANY", "putIntegration ANY", "putMethod POST", "putIntegration POST"],
    ]);
  });

  it("takes the place of the one before, and is left alone where it is the same", async () => {
    const api = underTest();
    const body = definition({ "/orders": { get: PROXY } });
    const made = await api.create(body);
    api.called();

    await api.change(made, body);
    expect(api.called()).to.deep.equal(["putApi"]);
    await api.change(made, definition({ "/carts": { get: PROXY } }));

    const [, ...changes] = api.called();
    expect(changes.map((change) => change.replace(/ [a-z0-9]{7}$/, ""))).to.deep.equal([
      ...["deleteMethod GET", "deleteResource", "putResource carts", "putMethod GET", "putIntegration GET"],
    ]);
  });

  it("tells which parameters a request may have, and which media types are binary", () => {
    const parameters = [{ name: "id", in: "path", required: true }];
    const more = [
      { name: "page", in: "query" },
      { name: "order", in: "body" },
    ];
    const paths = { "/{id}": { parameters, get: { ...PROXY, parameters: more } } };

    const read = readDefinition(definition(paths, { "x-amazon-apigateway-binary-media-types": ["image/png"] }));

    expect(read.methods[0]?.method.requestParameters).to.deep.equal({
      "method.request.path.id": true,
      "method.request.querystring.page": false,
    });
    expect(read.binaryMediaTypes).to.deep.equal(["image/png"]);
  });

  for (const [what, body, message] of [
    ["YAML", "openapi: 3.0.1", "body must be JSON locally: write YAML as JSON for now"],
    ["another version", definition({}, { openapi: "3.1.0" }), 'body must say openapi: "3.0.x" or swagger: "2.0"'],
    ["no paths", JSON.stringify({ swagger: "2.0" }), "body must have paths"],
    [
      "a method without an integration",
      definition({ "/": { get: {} } }),
      'body.paths["/"].get must have x-amazon-apigateway-integration',
    ],
    [
      "security of a method",
      definition({ "/": { get: { ...PROXY, security: [{ sigv4: [] }] } } }),
      'body.paths["/"].get.security is not supported locally: authorizers and IAM are not there for REST APIs yet',
    ],
    ["security of all methods", definition({}, { security: [{ key: [] }] }), "body.security is not supported locally"],
    [
      "an extension that is not carried",
      definition({}, { "x-amazon-apigateway-policy": {} }),
      "body: x-amazon-apigateway-policy is not supported locally: declare what it says by resources beside the API",
    ],
    [
      "a member of an integration that is not carried",
      definition({ "/": { get: { [Object.keys(PROXY)[0] ?? ""]: { type: "mock", tlsConfig: {} } } } }),
      'body.paths["/"].get.x-amazon-apigateway-integration.tlsConfig is not supported locally: leave it out',
    ],
    [
      "an integration with an address",
      definition({ "/": { get: { [Object.keys(PROXY)[0] ?? ""]: { type: "http_proxy", httpMethod: "POST" } } } }),
      'type must be "AWS_PROXY" (a Lambda function), "AWS" (Kinesis, SQS or SNS) or "MOCK" locally, got "HTTP_PROXY"',
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect((await rejection(underTest().create(body))).message).to.contain(message);
    });
  }
});
