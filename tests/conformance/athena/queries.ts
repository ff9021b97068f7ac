import { QueryError } from "../../../local/services/athena/queryError";
import { startSql } from "../../local/athena/sqlUnderTest";
import type { Row, Source, Subject } from "../table";

/** The words behind SELECT: one item, and what may follow it. The answer is its value and type, or the error. */
export type QueryInput = string;

/** Queries that need no tables. */
export async function startQuerySubject(): Promise<Subject<QueryInput>> {
  const under = await startSql();
  return {
    async answer(select) {
      try {
        const { columns, rows } = await under.run(`SELECT ${select}`);
        return { value: rows[0]?.[0], type: columns[0]?.type };
      } catch (error) {
        if (error instanceof QueryError) return { error: error.message };
        throw error;
      }
    },
    stop: () => under.stop(),
  };
}

const PAGES: Readonly<Record<string, string>> = {
  aggregate: "Aggregate functions",
  array: "Array functions and operators",
  comparison: "Comparison functions and operators",
  conditional: "Conditional expressions",
  conversion: "Conversion functions",
  datetime: "Date and time functions and operators",
  json: "JSON functions and operators",
  logical: "Logical operators",
  map: "Map functions and operators",
  math: "Mathematical functions and operators",
  regexp: "Regular expression functions",
  string: "String functions and operators",
};

/** A page of Trino's documentation, to which Athena's refers for its functions. */
export function page(name: keyof typeof PAGES & string): Source {
  return {
    title: `${PAGES[name]} (Trino documentation, which Athena's refers to)`,
    address: `https://trino.io/docs/current/functions/${name}.html`,
  };
}

/** A file of Trino's own sources and tests. */
export function trino(file: string, commit: string, folder = "core/trino-main/src/test/java/io/trino/type"): Source {
  return {
    title: `${file.split("/").at(-1)} (Trino, the engine of Athena)`,
    address: `https://github.com/trinodb/trino/blob/${commit}/${folder}/${file}`,
  };
}

type Asked = [behaviour: string, select: string, ...(readonly [string | null, string] | readonly [{ error: string }])];

/** @param rows behaviour, query, and the answer: a value and its type, or an error */
export function rows(source: Source, asked: readonly Asked[]): Row<QueryInput>[] {
  return asked.map(([behaviour, input, answer, type]) => ({
    behaviour,
    input,
    answer: typeof answer === "object" && answer !== null ? answer : { value: answer, type },
    source,
  }));
}

/** A row that is known to be answered in another way here. */
export function differing(
  source: Source,
  [behaviour, input, ...answers]: Asked,
  here: readonly [string | null, string] | readonly [{ error: string }],
  why: string,
): Row<QueryInput> {
  const [row] = rows(source, [[behaviour, input, ...answers]]) as [Row<QueryInput>];
  const [{ answer }] = rows(source, [[behaviour, input, ...here]]) as [Row<QueryInput>];
  return { ...row, difference: { answer, why } };
}
