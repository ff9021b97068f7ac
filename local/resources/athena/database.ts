import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

const NO_STATEMENT = { noEffect: "the database is made without a statement, so there is no result to keep" };

/**
 * `aws.athena.Database`: the database in Glue's catalog that `CREATE DATABASE` makes.
 * Source: terraform-provider-aws, `internal/service/athena/database.go`.
 */
export function database({ glue }: Pick<Services, "glue">): ResourceHandler {
  return {
    type: "aws:athena/database:Database",
    properties: {
      name: "honoured",
      comment: "honoured",
      properties: "honoured",
      forceDestroy: "honoured",
      bucket: NO_STATEMENT,
      encryptionConfiguration: NO_STATEMENT,
      aclConfiguration: NO_STATEMENT,
      expectedBucketOwner: NO_STATEMENT,
      workgroup: NO_STATEMENT,
    },
    replaceOn: ["name", "comment", "properties", "bucket"],
    async create(context, inputs) {
      const name = nameOf(context.physicalName(inputs.name, 255), inputs.name);
      if (!/^[_a-z0-9]+$/.test(name)) {
        throw new Error(`name ("${name}") must be lowercase letters, numbers, or underscore ('_')`);
      }
      if (glue.database(name)) throw new Error(`Database ${name} already exists`);
      const { comment, properties = {} } = inputs as { comment?: string; properties?: Record<string, string> };
      glue.putDatabase({ name, description: comment, locationUri: undefined, parameters: properties });
      return { id: name, state: { ...inputs, name } };
    },
    update: async (_context, { id, state }, inputs) => ({ id, state: { ...inputs, name: state.name } }),
    async delete(_context, { state }) {
      const name = String(state.name);
      if (state.forceDestroy !== true && glue.tables(name).length > 0) {
        throw new Error(`Database ${name} is not empty. One or more tables exist.`);
      }
      glue.deleteDatabase(name);
    },
  };
}

/** Generated names end with an underscore and digits: a hyphen is none of a database's letters (pulumi-aws, `provider/resources.go`). */
function nameOf(physical: string, explicit: unknown): string {
  return explicit === undefined ? physical.replace(/-(\w+)$/, "_$1") : physical;
}
