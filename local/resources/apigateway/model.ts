import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { checkSchema } from "../../services/apigateway/bodyModel";
import { ownIdentifierOf } from "../apigatewayv2/identifier";
import { apiIdOf } from "./place";

interface ModelInputs {
  name?: string;
  contentType: string;
  schema?: string;
}

/** `aws.apigateway.Model`: a JSON Schema (draft 4) for bodies. */
export function model(services: Pick<Services, "restApis">): ResourceHandler {
  const put = (id: string, context: ResourceContext, properties: Properties): ResourceState => {
    const { name: given, contentType, schema = "{}" } = properties as unknown as ModelInputs;
    // AWS takes letters and digits only, and the provider generates names of them.
    const name = given ?? context.physicalName(undefined, 255).replaceAll(/[^A-Za-z0-9]/g, "");
    if (!/^[A-Za-z0-9]+$/.test(name)) throw new Error(`name must be of letters and digits only, got "${name}"`);
    try {
      checkSchema(schema);
    } catch (error) {
      throw new Error(`schema must be a JSON Schema of draft 4: ${(error as Error).message}`);
    }
    services.restApis.putModel({ apiId: apiIdOf(properties), name, contentType, schema });
    return { id, state: { ...properties, name, schema } };
  };
  return {
    type: "aws:apigateway/model:Model",
    properties: {
      restApi: "honoured",
      name: "honoured",
      schema: "honoured",
      contentType: { noEffect: "the method's requestModels say which content types a model is for" },
      description: { noEffect: "a text for people" },
    },
    replaceOn: ["restApi", "name", "contentType"],
    create: async (context, inputs) => put(ownIdentifierOf(context, 7), context, inputs),
    update: async (context, { id }, inputs) => put(id, context, inputs),
    delete: async (_context, { state }) => services.restApis.deleteModel(apiIdOf(state), String(state.name)),
  };
}
