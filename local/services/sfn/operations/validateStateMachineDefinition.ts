import type {
  ValidateStateMachineDefinitionCommandInput,
  ValidateStateMachineDefinitionCommandOutput,
} from "@aws-sdk/client-sfn";
import { AwsError } from "../../../base/awsError";
import { checkDefinition } from "../asl/check/checkDefinition";
import { typeOf } from "../machines";
import { checkTask } from "../tasks/resources";
import type { SfnOperation } from "./sfnOperation";

/** Diagnostics an answer has at most. */
const MOST = 100;

/** Says what is wrong in a definition, all of it. There are no warnings here: AWS has them for definitions that it accepts. */
export const validateStateMachineDefinition: SfnOperation<
  ValidateStateMachineDefinitionCommandInput,
  ValidateStateMachineDefinitionCommandOutput
> = {
  parameters: { definition: "text?", type: "text?", severity: "text?", maxResults: "number?" },
  permissions: () => [{ action: "states:ValidateStateMachineDefinition", resource: "*" }],
  run({ definition = "", type, maxResults = 0 }) {
    if (!Number.isInteger(maxResults) || maxResults < 0 || maxResults > MOST) {
      throw new AwsError(
        "ValidationException",
        `maxResults must be a whole number from 0 to ${MOST}, got ${maxResults}`,
      );
    }
    const machineType = typeOf(type);
    const { diagnostics } = checkDefinition(definition, {
      checkTask: (resource, parameters, language) => checkTask(resource, parameters, language, machineType),
    });
    return {
      result: diagnostics.length === 0 ? "OK" : "FAIL",
      diagnostics: diagnostics.slice(0, maxResults || MOST),
      truncated: diagnostics.length > (maxResults || MOST),
    };
  },
};
