import { isArray, isObject, type Json } from "../json";
import { expressionIn, type References, referencesOf } from "../jsonata/expression";
import type { StateChecking } from "./checking";

/**
 * Checks every expression in a field of a JSONata state, in AWS's words, as ValidateStateMachineDefinition answered it in the measurements
 * of issues 2670 and 2745 of floci-io/floci.
 *
 * @param location `"/States/Store/Output"`
 * @param inCatch where `$states.errorOutput` is there
 */
export function checkExpressions(
  { diagnostics }: Pick<StateChecking, "diagnostics">,
  template: Json | undefined,
  location: string,
  inCatch = false,
): void {
  const expression = expressionIn(template);
  if (expression !== undefined) {
    let references: References;
    try {
      references = referencesOf(expression);
    } catch (error) {
      diagnostics.add("INVALID_JSONATA_EXPRESSION", (error as Error).message, location);
      return;
    }
    const unsupported = (message: string) => diagnostics.add("UNSUPPORTED_JSONATA_EXPRESSION", message, location);
    for (const name of references.topLevel) unsupported(`Reference to '${name}' at the top level is not supported.`);
    if (references.hasRoot) unsupported("Reference to '$$' is not supported.");
    if (references.states.has("errorOutput") && !inCatch) {
      unsupported("Field '$states.errorOutput' does not exist.");
    }
  } else if (isArray(template)) {
    for (const [index, item] of template.entries()) {
      checkExpressions({ diagnostics }, item, `${location}[${index}]`, inCatch);
    }
  } else if (isObject(template)) {
    for (const [name, value] of Object.entries(template)) {
      checkExpressions({ diagnostics }, value, `${location}/${name}`, inCatch);
    }
  }
}
