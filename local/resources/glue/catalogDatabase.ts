import { ACCOUNT_ID, arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { catalogName, ownCatalog } from "./catalogName";

/** `aws.glue.CatalogDatabase`. */
export function catalogDatabase({ glue }: Pick<Services, "glue">): ResourceHandler {
  const put = (name: string, inputs: Properties): ResourceState => {
    const {
      description,
      locationUri,
      parameters = {},
      catalogId,
    } = inputs as {
      description?: string;
      locationUri?: string;
      parameters?: Record<string, string>;
      catalogId?: string;
    };
    ownCatalog(catalogId, ACCOUNT_ID);
    glue.putDatabase({ name, description, locationUri, parameters });
    return {
      id: `${ACCOUNT_ID}:${name}`,
      state: { ...inputs, name, catalogId: ACCOUNT_ID, arn: arn("glue", `database/${name}`) },
    };
  };
  return {
    type: "aws:glue/catalogDatabase:CatalogDatabase",
    properties: {
      name: "honoured",
      catalogId: "honoured",
      description: "honoured",
      locationUri: "honoured",
      parameters: "honoured",
    },
    replaceOn: ["name", "catalogId"],
    async create(context, inputs) {
      const name = catalogName("name", nameOf(context.physicalName(inputs.name, 255), inputs.name));
      if (glue.database(name)) throw new Error(`name: there is a database ${name} already`);
      return put(name, inputs);
    },
    update: async (_context, { state }, inputs) => put(String(state.name), inputs),
    delete: async (_context, { state }) => glue.deleteDatabase(String(state.name)),
  };
}

/** Names the database: a generated name has hyphens, as the provider's has; a name of the program's own must be right by itself. */
function nameOf(physical: string, explicit: unknown): string {
  return explicit === undefined ? physical.toLowerCase().replaceAll("-", "_") : physical;
}
