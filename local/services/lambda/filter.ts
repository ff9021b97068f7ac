import { AwsError } from "../../base/awsError";
import { compilePattern, parsePattern } from "../../patterns/compilePattern";
import { LAMBDA } from "../../patterns/dialect";
import type { JsonObject } from "../../patterns/json";
import { PatternError } from "../../patterns/patternError";

/** Characters of one pattern. Source: "Filter criteria" in "Control which events Lambda sends to your function". */
const MAX_PATTERN_LENGTH = 4096;

/**
 * Compiles an event filter: `{ "dynamodb": { "NewImage": { "kind": { "S": ["order"] } } } }`. The operators are those of
 * "Filter rule syntax" in the Lambda developer guide: exact values, `prefix`, `suffix`, `equals-ignore-case`,
 * `anything-but`, `numeric`, `exists` and `$or`.
 * @throws AwsError `InvalidParameterValueException` for anything else, naming it
 */
export function compileFilter(pattern: string): (record: unknown) => boolean {
  return inWords(() => {
    if (pattern.length > MAX_PATTERN_LENGTH) {
      throw new PatternError(`the pattern has ${pattern.length} characters; ${MAX_PATTERN_LENGTH} is the limit`);
    }
    return compilePattern(parsePattern(pattern), LAMBDA);
  });
}

/** The pattern as JSON. @throws AwsError `InvalidParameterValueException` */
export function parse(pattern: string): JsonObject {
  return inWords(() => parsePattern(pattern));
}

function inWords<T>(compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const where = error.path === undefined ? "" : ` (at "${error.path}")`;
    const message = `Invalid filter pattern definition: ${error.message}${where}`;
    throw new AwsError("InvalidParameterValueException", message);
  }
}
