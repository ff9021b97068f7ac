import { expect } from "chai";
import fc from "fast-check";
import { type Candidate, candidate, selectRoute } from "../../../local/http/selectRoute";
import { DefinedApis } from "../../../local/services/apigateway/definedApis";
import { API_ID, lastEvent, type RestApiUnderTest, ROOT, startRestApi } from "./restApiUnderTest";

const NAMES = ["a", "b", "c"];
/** Trees in which every parent has one variable at most, and a greedy one stands last, as API Gateway allows. */
const paths = fc.uniqueArray(
  fc
    .tuple(
      fc.array(fc.constantFrom(...NAMES, "{id}"), { maxLength: 3 }),
      fc.constantFrom<readonly string[]>([], ["{proxy+}"]),
    )
    .map(([parts, end]) => `/${[...parts, ...end].join("/")}`),
  { minLength: 1, maxLength: 8 },
);
const requests = fc.array(fc.constantFrom(...NAMES, "d"), { maxLength: 4 });

/** The path of the resource that a request belongs to, found by walking down the tree. */
function walk(resources: ReadonlySet<string>, rest: readonly string[], at = ""): string | undefined {
  const [part, ...others] = rest;
  if (part === undefined) return resources.has(at || "/") ? at || "/" : undefined;
  for (const next of [part, "{id}"]) {
    const found = walk(resources, others, `${at}/${next}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Lists the resources that are left where none fits exactly. */
function greedy(resources: ReadonlySet<string>, parts: readonly string[]): string[] {
  return [...resources].filter((path) => {
    if (!path.endsWith("{proxy+}")) return false;
    const before = path.slice(1).split("/").slice(0, -1);
    return before.length < parts.length && before.every((part, index) => part === "{id}" || part === parts[index]);
  });
}

describe("routes of a REST API", () => {
  it("lead to the resource that a walk down the tree finds, static parts first, or to a greedy one", () => {
    fc.assert(
      fc.property(paths, requests, (given, parts) => {
        const resources = new Set(given);
        const candidates: Candidate<{ routeKey: string }>[] = given.map((path) =>
          candidate({ routeKey: `GET ${path}` }),
        );

        const selected = selectRoute(candidates, "GET", parts.length === 0 ? [""] : parts)?.route.routeKey.slice(4);

        const exact = walk(resources, parts);
        if (exact !== undefined) expect(selected).to.equal(exact);
        else if (selected !== undefined) expect(greedy(resources, parts)).to.include(selected);
        else expect(greedy(resources, parts)).to.deep.equal([]);
      }),
      { numRuns: 1000 },
    );
  });

  describe("served", () => {
    let api: RestApiUnderTest;
    before(async () => {
      const routes = [
        "GET /gates/all",
        "GET /gates/{gateId}",
        "ANY /gates/{gateId}",
        "GET /{proxy+}",
        "POST /gates/all",
      ];
      api = await startRestApi({ methods: routes.map((route) => ({ route })) });
    });
    after(() => api.stop());

    for (const [method, path, resource, parameters] of [
      ["GET", "/gates/all", "/gates/all", null],
      ["GET", "/gates/a%20b", "/gates/{gateId}", { gateId: "a%20b" }],
      ["PUT", "/gates/1", "/gates/{gateId}", { gateId: "1" }],
      ["PUT", "/gates/all", "/gates/{gateId}", { gateId: "all" }],
      ["GET", "/gates/1/cards", "/{proxy+}", { proxy: "gates/1/cards" }],
    ] as const) {
      it(`send ${method} ${path} to ${resource}`, async () => {
        await api.send(method, path);

        expect(lastEvent(api)).to.deep.include({ resource, pathParameters: parameters });
      });
    }
  });
});

describe("resources of a REST API", () => {
  const registry = () => {
    const made = new DefinedApis();
    made.putApi({ id: API_ID, name: "a", label: "a", rootResourceId: ROOT, disableExecuteApiEndpoint: false });
    return made;
  };
  const part = (id: string, pathPart: string, parentId = ROOT) => ({ id, apiId: API_ID, parentId, pathPart });

  it("have the paths of their parents", () => {
    const apis = registry();

    const made = [part("1", "gates"), part("2", "{gateId}", "1"), part("3", "enter", "2")].map((spec) =>
      apis.putResource(spec),
    );

    expect(made).to.deep.equal(["/gates", "/gates/{gateId}", "/gates/{gateId}/enter"]);
  });

  it("have one name each among their siblings, and one variable", () => {
    const apis = registry();
    apis.putResource(part("1", "gates"));
    apis.putResource(part("2", "{gateId}"));

    expect(() => apis.putResource(part("3", "gates"))).to.throw(
      "Another resource with the same parent already has this name: gates",
    );
    expect(() => apis.putResource(part("3", "{id}"))).to.throw(
      "A sibling ({gateId}) of this resource already has a variable path part",
    );
    expect(() => apis.putResource(part("2", "{id}"))).to.not.throw();
  });

  it("need a parent, and methods a resource", () => {
    const apis = registry();
    const place = { apiId: API_ID, resourceId: "none", httpMethod: "GET" };
    const method = { ...place, apiKeyRequired: false, requestParameters: {}, requestModels: {} };

    expect(() => apis.putResource(part("1", "a", "none"))).to.throw("Invalid Resource identifier specified");
    expect(() => apis.putMethod(method)).to.throw("Invalid Resource identifier specified");
    expect(() => apis.putMethod({ ...method, apiId: "none" })).to.throw("Invalid API identifier specified none");
    expect(() => apis.putMethodResponse({ ...place, statusCode: "200", responseParameters: {} })).to.throw(
      "Invalid Method identifier specified",
    );
  });
});

describe("deployments of a REST API", () => {
  const root = { apiId: API_ID, resourceId: ROOT, httpMethod: "GET" };
  const registry = () => {
    const made = new DefinedApis();
    made.putApi({ id: API_ID, name: "a", label: "a", rootResourceId: ROOT, disableExecuteApiEndpoint: false });
    return made;
  };
  const withMethod = () => {
    const made = registry();
    made.putMethod({ ...root, apiKeyRequired: false, requestParameters: {}, requestModels: {} });
    return made;
  };
  const withIntegration = () => {
    const made = withMethod();
    made.putIntegration({ ...root, type: "AWS_PROXY", functionArn: "arn", timeoutMs: 1 });
    return made;
  };
  const response = { ...root, statusCode: "200", responseTemplates: {} };

  it("need a method, and an integration for each", () => {
    expect(() => registry().createDeployment(API_ID, "d")).to.throw("The REST API doesn't contain any methods");
    expect(() => withMethod().createDeployment(API_ID, "d")).to.throw("No integration defined for method (GET /)");
  });

  it("stay as long as a stage serves them", () => {
    const apis = withIntegration();
    apis.createDeployment(API_ID, "d1");
    apis.putStage({ apiId: API_ID, name: "prod", deploymentId: "d1", variables: {} });

    expect(() => apis.deleteDeployment(API_ID, "d1")).to.throw(
      "Active stages pointing to this deployment must be moved or deleted: prod serves the deployment d1",
    );
    apis.deleteStage(API_ID, "prod");
    apis.deleteDeployment(API_ID, "d1");
    expect(() => apis.putStage({ apiId: API_ID, name: "prod", deploymentId: "d1", variables: {} })).to.throw(
      "Invalid Deployment identifier specified",
    );
  });

  it("need a declared status and declared headers for each integration response", () => {
    const apis = withMethod();

    expect(() => apis.putIntegrationResponse({ ...response, responseParameters: {} })).to.throw(
      "Invalid Integration identifier specified",
    );
    apis.putIntegration({ ...root, type: "AWS_PROXY", functionArn: "arn", timeoutMs: 1 });
    expect(() => apis.putIntegrationResponse({ ...response, responseParameters: {} })).to.throw(
      "Invalid Response status code specified",
    );
    apis.putMethodResponse({ ...root, statusCode: "200", responseParameters: {} });
    expect(() =>
      apis.putIntegrationResponse({ ...response, responseParameters: { "method.response.header.X": "'1'" } }),
    ).to.throw("Invalid mapping expression parameter specified: method.response.header.X");
  });

  it("leave settings to stages that there are", () => {
    const settings = { apiId: API_ID, stageName: "prod", methodPath: "*/*", detailedMetrics: true };

    expect(() => withIntegration().putMethodSettings(settings)).to.throw("Invalid stage identifier specified");
  });
});
