import type { Services } from "../../services";
import { duckdbType } from "../glue/columnTypes";
import type { Table } from "../glue/glue";
import { catalogPermissions } from "../glue/glueApi";
import type { DuckDbEngine } from "./engine/engine";
import type { QueryExecution } from "./execution";
import { findTable, insufficient } from "./findTable";
import { syntaxError } from "./queryError";
import type { ResultColumn } from "./results/resultValues";
import type { Parser } from "./sql/parser";
import type { Statement } from "./sql/statements";
import { translateQuery } from "./sql/translate";

type Parts = Pick<Services, "glue" | "iam" | "s3"> & { parser: Parser; engine: Pick<DuckDbEngine, "open"> };

interface Answer {
  columns: readonly ResultColumn[];
  lines: readonly string[];
}

/** Width of a column of DESCRIBE, as Hive pads it. */
const WIDTH = 20;

/** Answers questions about databases and tables, and how DuckDB would run a query: lines of text, without a header. */
export async function answerAboutCatalog(
  parts: Parts,
  execution: QueryExecution,
  statement: Exclude<Statement, { kind: "query" }>,
): Promise<Answer> {
  const { glue, iam } = parts;
  const { request } = execution;
  const allow = (action: string, ...path: [database?: string]) => {
    try {
      iam.authorize(request.principal, catalogPermissions(action, ...path));
    } catch (error) {
      throw insufficient(error);
    }
  };
  switch (statement.kind) {
    case "explain":
      return { columns: [text("Query Plan")], lines: await planOf(parts, execution, statement.query) };
    case "show databases":
      allow("glue:GetDatabases");
      return { columns: [text("database_name")], lines: glue.databases().map(({ name }) => name) };
    case "show tables": {
      const database = statement.database ?? request.database?.toLowerCase();
      if (database === undefined)
        throw syntaxError("line 1:1: Schema must be specified when session schema is not set");
      allow("glue:GetDatabase", database);
      allow("glue:GetTables", database);
      if (!glue.database(database)) throw syntaxError(`line 1:1: Schema '${database}' does not exist`);
      return { columns: [text("tab_name")], lines: glue.tables(database).map(({ name }) => name) };
    }
    case "show columns": {
      const { columns, partitionKeys } = findTable(parts, request, "", statement.database ?? "", statement.table);
      return { columns: [text("field")], lines: [...columns, ...partitionKeys].map(({ name }) => name.padEnd(WIDTH)) };
    }
    case "describe": {
      const table = findTable(parts, request, "", statement.database ?? "", statement.table);
      return { columns: ["col_name", "data_type", "comment"].map(text), lines: described(table) };
    }
  }
}

function described({ columns, partitionKeys }: Table): string[] {
  const line = (...fields: string[]) => fields.map((field) => field.padEnd(WIDTH)).join("\t");
  const list = (all: Table["columns"]) => all.map(({ name, type, comment = "" }) => line(name, type, comment));
  if (partitionKeys.length === 0) return list(columns);
  return [
    ...list([...columns, ...partitionKeys]),
    ...[line("", "", ""), line("# Partition Information", "", ""), line("# col_name", "data_type", "comment")],
    ...list(partitionKeys),
  ];
}

/** The plan is DuckDB's, on tables without rows. */
async function planOf(parts: Parts, { request, submittedAt }: QueryExecution, query: string): Promise<string[]> {
  const { node } = await parts.parser.parse(query);
  const translated = translateQuery(node, {
    resolve: (catalog, database, name) => findTable(parts, request, catalog, database, name),
    parameters: await Promise.all(request.parameters.map((parameter) => parts.parser.literal(parameter))),
    now: submittedAt,
  });
  const session = await parts.engine.open();
  try {
    for (const { table, duckdbName } of translated.uses) {
      const columns = [...table.types].map(([name, type]) => ({ name, type: duckdbType(type) }));
      await session.createTable(duckdbName, columns);
      await session.closeTable(duckdbName);
    }
    const { rows } = await session.query(`EXPLAIN ${await parts.parser.write(translated.node)}`);
    return rows.flatMap(([, plan]) => String(plan).trimEnd().split("\n"));
  } finally {
    session.close();
  }
}

function text(name: string): ResultColumn {
  return { name, type: "string", precision: 0, scale: 0, caseSensitive: false };
}
