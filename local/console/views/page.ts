import { AwsError } from "../../base/awsError";
import type { Resource } from "../../engine/deployment";
import { ofType, type ProgramView } from "../parts";

/** The place in a list from which a page shows it. @throws AwsError for what is no place */
export function pageFrom(query: URLSearchParams): number {
  const from = Number(query.get("from") ?? 0);
  if (Number.isInteger(from) && from >= 0) return from;
  throw new AwsError("BadRequest", "from must be a whole number that is not negative");
}

/**
 * The resource that a page asks for by its physical name.
 * @param kind the word for it
 * @param member of its state that has the name
 * @throws AwsError where there is none
 */
export function resourceAskedFor(
  program: ProgramView,
  type: string,
  query: URLSearchParams,
  kind: string,
  member = "name",
): Resource {
  const name = query.get("name") ?? "";
  const resource = ofType(program, type).find(({ state }) => state[member] === name);
  if (resource !== undefined) return resource;
  throw new AwsError("NotFound", `There is no ${kind} ${JSON.stringify(name)}.`, 404);
}
