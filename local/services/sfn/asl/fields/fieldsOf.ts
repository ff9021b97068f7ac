import { languageOf, type State } from "../definition";
import type { Frame } from "../frame";
import type { Json, JsonObject } from "../json";
import { JsonataQuery } from "../jsonata/query";
import type { Runtime } from "../runtime";
import { JsonataFields } from "./jsonataFields";
import { JsonPathFields } from "./jsonPathFields";
import type { StateFields } from "./stateFields";

/** Reads a state's fields in its language. @throws StateError `States.Runtime` for an InputPath that leads nowhere */
export function fieldsOf(
  { evaluator }: Pick<Runtime, "evaluator">,
  state: State,
  input: Json,
  context: JsonObject,
  { language, variables }: Frame,
): StateFields {
  return languageOf(state, language) === "JSONata"
    ? new JsonataFields(input, context, new JsonataQuery(evaluator, variables))
    : new JsonPathFields(state, input, context, variables);
}
