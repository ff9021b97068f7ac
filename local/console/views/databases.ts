import { ofType, placeOf, type View } from "../parts";
import { resourceAskedFor } from "./page";

export const INSTANCE = "aws:rds/instance:Instance";
const WORKGROUP = "aws:athena/workgroup:Workgroup";

/** Every database of Postgres, and the tables that Athena reads. */
export const databases: View = ({ services, program }) => ({
  databases: [
    ...ofType(program, INSTANCE).map((resource) => ({
      ...placeOf(program, resource),
      ...{ name: `postgres/${resource.state.identifier}`, kind: "Postgres" },
      about: `${resource.state.address}:${resource.state.port}`,
    })),
    ...services.glue.databases().map(({ name }) => {
      const resource = ofType(program, "aws:glue/catalogDatabase:CatalogDatabase").find(
        ({ state }) => state.name === name,
      );
      return {
        ...(resource ? placeOf(program, resource) : { label: name }),
        ...{ name: `athena/${name}`, kind: "Athena" },
        about: services.glue
          .tables(name)
          .map((table) => table.name)
          .join(", "),
      };
    }),
  ],
});

/** One database: what there is to ask. */
export const database: View = (parts, query) => {
  const { services, program } = parts;
  const [kind, ...rest] = (query.get("name") ?? "").split("/");
  const name = rest.join("/");
  if (kind === "athena") {
    const tables = services.glue.tables(name).map((table) => ({
      name: table.name,
      columns: [...table.columns, ...table.partitionKeys].map((column) => `${column.name} ${column.type}`),
    }));
    const workgroups = ofType(program, WORKGROUP).map(({ state }) => String(state.name));
    return { database: { label: name, name, kind: "Athena" }, tables, workgroups };
  }
  const resource = resourceAskedFor(program, INSTANCE, new URLSearchParams({ name }), "database", "identifier");
  const { dbName, username } = resource.state;
  return {
    database: { ...placeOf(program, resource), name, kind: "Postgres" },
    ...{ user: username, databaseName: dbName ?? "postgres" },
  };
};
