import type { Calls, Step } from "./calls";
import type { Row, Source } from "./table";

/**
 * A row of calls, one after the other: `const row = callsRow<SnsInput>`.
 * @param more the part of the answer that is looked at, or more of the input
 */
export function callsRow<Input extends Calls>(
  behaviour: string,
  source: Source,
  calls: readonly Step[],
  answer: unknown,
  more: string | Partial<Input> = {},
): Row<Calls & Partial<Input>> {
  const input = { calls, ...(typeof more === "string" ? { see: more } : more) } as Calls & Partial<Input>;
  return { behaviour, input, answer, source };
}

/** Rows that are documented on the page of an operation: `const row = operationRows(api)`. */
export function operationRows(api: (operation: string) => Source) {
  return (behaviour: string, operation: string, calls: readonly Step[], answer: unknown, see?: string): Row<Calls> =>
    callsRow<Calls>(behaviour, api(operation), calls, answer, see);
}

/** The pages of an API reference, by operation. @param address of the folder that they are in */
export function apiPages(reference: string, address: string) {
  return (operation: string): Source => ({
    title: `${operation} (${reference})`,
    address: `${address}/API_${operation}.html`,
  });
}
