import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { derivedUuid } from "../appautoscaling/derivedUuid";

/** `aws.athena.NamedQuery`: a text to run by hand. */
export function namedQuery({ athena }: Pick<Services, "athena">): ResourceHandler {
  return {
    type: "aws:athena/namedQuery:NamedQuery",
    properties: {
      name: "honoured",
      database: "honoured",
      query: "honoured",
      description: "honoured",
      workgroup: "honoured",
    },
    replaceOn: ["name", "database", "query", "description", "workgroup"],
    async create(context, inputs) {
      const { database, query, description, workgroup = "primary" } = inputs as Record<string, string | undefined>;
      const name = context.physicalName(inputs.name, 128);
      if (!query || !database) throw new Error("query and database must be texts of at least one character");
      const id = derivedUuid(`${context.urn} ${name}`);
      athena.putNamedQuery({ id, name, database, query, description, workgroup });
      return { id, state: { ...inputs, name, workgroup } };
    },
    delete: async (_context, { id }) => athena.deleteNamedQuery(id),
  };
}
