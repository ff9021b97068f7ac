import type { Step } from "../calls";
import { callsRow } from "../rows";
import { ANY, type Table } from "../table";
import type { GatewayInput } from "./controlSubject";
import { apiReference, recorded } from "./sources";

const refused = (error: string, message: string, status = 400) => ({ error, message, status });
const badRequest = (message: string) => refused("BadRequestException", message);
const notFound = (message: string) => refused("NotFoundException", message, 404);
const conflict = (message: string) => refused("ConflictException", message, 409);
const lifecycle = (test: string) => recorded("test_apigateway_api.snapshot", test);

const restApiId = "$api.id";
const root = { restApiId, resourceId: "$api.rootResourceId" };
const method = { ...root, httpMethod: "GET" };
const putMethod = (more: object = {}): Step => ["PutMethod", { ...method, authorizationType: "NONE", ...more }];
const putMock: Step = ["PutIntegration", { ...method, type: "MOCK" }];
const resource = (pathPart: string, parentId = "$api.rootResourceId", name = pathPart): Step => [
  ...(["CreateResource", { restApiId, parentId, pathPart }] as const),
  name,
];
const patch = (op: string, path: string, value?: string) => ({ op, path, ...(value !== undefined && { value }) });
const update = (...patchOperations: readonly object[]): Step => ["UpdateRestApi", { restApiId, patchOperations }];

const row = callsRow<GatewayInput>;

export const controlPlane: Table<GatewayInput> = {
  service: "Amazon API Gateway (REST APIs)",
  topic: "making APIs by calls",
  rows: [
    row("a new API has defaults", apiReference("CreateRestApi"), [["GetRestApi", { restApiId }]], {
      ...{ id: ANY, rootResourceId: ANY, createdDate: ANY, name: "api" },
      ...{ apiKeySource: "HEADER", disableExecuteApiEndpoint: false, endpointConfiguration: { types: ["EDGE"] } },
    }),
    row("a new API has two models", apiReference("GetModels"), [["GetModels", { restApiId }]], ["Empty", "Error"], {
      see: "items.*.name",
    }),
    row(
      "a new API's model has no rules but that it is an object",
      {
        title: "get-models (AWS CLI Command Reference, examples)",
        address: "https://docs.aws.amazon.com/cli/latest/reference/apigateway/get-models.html",
      },
      [["GetModel", { restApiId, modelName: "Empty" }]],
      {
        ...{ id: ANY, name: "Empty", contentType: "application/json" },
        description: "This is a default empty schema model",
        schema:
          '{\n  "$schema": "http://json-schema.org/draft-04/schema#",\n  "title" : "Empty Schema",\n  "type" : "object"\n}',
      },
    ),
    row(
      "an API that is not there is refused by the account and its id",
      lifecycle("test_update_rest_api_invalid_api_id"),
      [["UpdateRestApi", { restApiId: "api_id", patchOperations: [] }]],
      notFound("Invalid API identifier specified 000000000000:api_id"),
    ),
    row(
      "types of binary media are added, and one is replaced by another",
      lifecycle("test_update_rest_api_operation_add_remove"),
      [
        update(patch("add", "/binaryMediaTypes/image~1png"), patch("add", "/binaryMediaTypes/image~1jpeg")),
        update(patch("replace", "/binaryMediaTypes/image~1png", "image/gif")),
      ],
      ["image/jpeg", "image/gif"],
      { see: "binaryMediaTypes" },
    ),
    row(
      "a list is not patched as a whole",
      lifecycle("test_update_rest_api_behaviour"),
      [update(patch("add", "/binaryMediaTypes", "image/gif"))],
      badRequest("Invalid patch path /binaryMediaTypes"),
    ),
    row(
      "a description is taken away",
      lifecycle("test_update_rest_api_operation_add_remove"),
      [update(patch("replace", "/description", "mine")), update(patch("remove", "/description"))],
      undefined,
      { see: "description" },
    ),
    row(
      "resources are listed by their paths",
      lifecycle("test_create_proxy_resource"),
      [resource("{proxy+}"), resource("parent"), resource("child", "$parent.id"), ["GetResources", { restApiId }]],
      ["/", "/parent", "/parent/child", "/{proxy+}"],
      { see: "items.*.path" },
    ),
    row(
      "a resource is called otherwise, and keeps its id",
      lifecycle("test_resource_lifecycle"),
      [
        resource("pets"),
        [
          ...(["UpdateResource"] as const),
          { restApiId, resourceId: "$pets.id", patchOperations: [patch("replace", "/pathPart", "dogs")] },
        ],
        ["GetResource", { restApiId, resourceId: "$pets.id" }],
      ],
      { id: ANY, parentId: ANY, path: "/dogs", pathPart: "dogs" },
    ),
    row(
      "what is below a resource goes with it",
      lifecycle("test_delete_resource"),
      [
        resource("pets"),
        resource("sub", "$pets.id"),
        ["DeleteResource", { restApiId, resourceId: "$pets.id" }],
        ["GetResources", { restApiId }],
      ],
      ["/"],
      { see: "items.*.path" },
    ),
    row(
      "a resource needs a parent",
      lifecycle("test_create_resource_parent_invalid"),
      [["CreateResource", { restApiId, parentId: "fake", pathPart: "pets" }]],
      notFound("Invalid Resource identifier specified"),
    ),
    row(
      "two resources of one parent have different names",
      lifecycle("test_update_resource_behaviour"),
      [resource("pets"), resource("pets")],
      conflict("Another resource with the same parent already has this name: pets"),
    ),
    row(
      "no resource is below itself",
      lifecycle("test_update_resource_behaviour"),
      [
        resource("pets"),
        resource("sub", "$pets.id"),
        [
          ...(["UpdateResource"] as const),
          { restApiId, resourceId: "$pets.id", patchOperations: [patch("replace", "/parentId", "$sub.id")] },
        ],
      ],
      badRequest("Resources cannot be cyclical."),
    ),
    row(
      "nothing is below a greedy resource",
      lifecycle("test_create_proxy_resource_validation"),
      [resource("{proxy+}", undefined, "greedy"), resource("child", "$greedy.id")],
      badRequest("Cannot create a child of a resource with a greedy path variable: {proxy+}"),
    ),
    row(
      "a parent has one greedy resource",
      lifecycle("test_create_proxy_resource_validation"),
      [resource("{proxy+}"), resource("{dynamic+}")],
      badRequest("A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed"),
    ),
    row("a method tells what it was given", lifecycle("test_method_lifecycle"), [putMethod()], {
      ...{ apiKeyRequired: false, authorizationType: "NONE", httpMethod: "GET" },
    }),
    row(
      "a method is put once",
      apiReference("PutMethod"),
      [putMethod(), putMethod()],
      conflict("Method already exists for this resource"),
    ),
    row(
      "a method that was deleted is not found",
      lifecycle("test_method_lifecycle"),
      [putMethod(), ["DeleteMethod", method], ["GetMethod", method]],
      notFound("Invalid Method identifier specified"),
    ),
    row(
      "a method of an API that is not there is refused by its resource",
      lifecycle("test_put_method_validation"),
      [putMethod({ restApiId: "fake" })],
      notFound("Invalid Resource identifier specified"),
    ),
    row(
      "another method is refused",
      lifecycle("test_put_method_validation"),
      [putMethod({ httpMethod: "MADE-UP" })],
      badRequest("Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY"),
    ),
    row(
      "a method needs a validator that is there",
      lifecycle("test_put_method_validation"),
      [putMethod({ requestValidatorId: "fake" })],
      badRequest("Invalid Request Validator identifier specified"),
    ),
    row(
      "a method needs models that are there",
      lifecycle("test_put_method_validation"),
      [putMethod({ requestModels: { "application/json": "petModel" } })],
      badRequest("Invalid model identifier specified: petModel"),
    ),
    row(
      "every API has a model Empty",
      lifecycle("test_update_method"),
      [
        putMethod(),
        ["UpdateMethod", { ...method, patchOperations: [patch("add", "/requestModels/application~1json", "Empty")] }],
      ],
      { "application/json": "Empty" },
      { see: "requestModels" },
    ),
    row(
      "names of parameters are unique over header, query and path",
      lifecycle("test_method_request_parameters"),
      [
        putMethod({
          requestParameters: { "method.request.header.name": false, "method.request.querystring.name": false },
        }),
      ],
      badRequest("Parameter names must be unique across querystring, header and path"),
    ),
    row(
      "a flag of a method is replaced only",
      lifecycle("test_update_method_validation"),
      [putMethod(), ["UpdateMethod", { ...method, patchOperations: [patch("add", "/apiKeyRequired", "true")] }]],
      badRequest("Invalid patch operation specified. Must be one of: [replace]"),
    ),
    row(
      "a map of a method is patched by its keys",
      lifecycle("test_update_method_validation"),
      [putMethod(), ["UpdateMethod", { ...method, patchOperations: [patch("add", "/requestParameters", "x")] }]],
      badRequest("Invalid patch path /requestParameters"),
    ),
    row(
      "a text that is no true is false for a flag",
      lifecycle("test_update_method_validation"),
      [
        putMethod({ apiKeyRequired: true }),
        ["UpdateMethod", { ...method, patchOperations: [patch("replace", "/apiKeyRequired", "whatever")] }],
      ],
      false,
      { see: "apiKeyRequired" },
    ),
    row(
      "an integration needs a method",
      apiReference("PutIntegration"),
      [putMock],
      notFound("Invalid Method identifier specified"),
    ),
    row(
      "a response of an integration needs one of the method",
      apiReference("PutIntegrationResponse"),
      [putMethod(), putMock, ["PutIntegrationResponse", { ...method, statusCode: "200" }]],
      notFound("Invalid Response status code specified"),
    ),
    row(
      "a model that a method uses stays",
      lifecycle("test_put_method_model"),
      [
        [
          ...(["CreateModel"] as const),
          { restApiId, name: "Pet", contentType: "application/json", schema: '{"type": "object"}' },
        ],
        putMethod({ requestModels: { "application/json": "Pet" } }),
        ["DeleteModel", { restApiId, modelName: "Pet" }],
      ],
      conflict("Cannot delete model 'Pet', is referenced in method request: //GET"),
    ),
    row(
      "a model needs a schema",
      lifecycle("test_model_validation"),
      [["CreateModel", { restApiId, name: "Pet", contentType: "application/json", schema: "" }]],
      badRequest("Model schema must have at least 1 property or array items defined"),
    ),
    row(
      "a model that is not there is refused by its name",
      lifecycle("test_model_validation"),
      [["GetModel", { restApiId, modelName: "MySchema" }]],
      notFound("Invalid model name specified: MySchema"),
    ),
    row(
      "an API without methods is not deployed",
      apiReference("CreateDeployment"),
      [["CreateDeployment", { restApiId }]],
      badRequest("The REST API doesn't contain any methods"),
    ),
    {
      ...row(
        "a method without an integration is not deployed",
        apiReference("CreateDeployment"),
        [putMethod(), ["CreateDeployment", { restApiId }]],
        badRequest("No integration defined for method"),
      ),
      difference: {
        answer: badRequest(
          "No integration defined for method (GET /): let the deployment depend on the method's integration",
        ),
        why: "the local cloud names the method",
      },
    },
    row(
      "a deployment with the name of a stage makes it",
      apiReference("CreateDeployment"),
      [
        putMethod(),
        putMock,
        ["CreateDeployment", { restApiId, stageName: "prod" }, "deployment"],
        ["GetStage", { restApiId, stageName: "prod" }, "stage"],
      ],
      true,
      { same: ["deployment.id", "stage.deploymentId"] },
    ),
    row(
      "the value of a key is told where it is asked for",
      apiReference("GetApiKey"),
      [
        ["CreateApiKey", { name: "client", value: "0123456789012345678901" }, "key"],
        ["GetApiKey", { apiKey: "$key.id" }],
      ],
      undefined,
      { see: "value" },
    ),
    row(
      "a usage plan needs stages that are there",
      apiReference("CreateUsagePlan"),
      [["CreateUsagePlan", { name: "basic", apiStages: [{ apiId: restApiId, stage: "prod" }] }]],
      { error: "NotFoundException", message: ANY, status: 404 },
    ),
  ],
};
