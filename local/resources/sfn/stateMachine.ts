import { AwsError } from "../../base/awsError";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { LoggingRequest, MachineSpec } from "../../services/sfn/sfn";
import { prefixedName } from "../prefixedName";

interface StateMachineInputs {
  definition: string;
  roleArn: string;
  name?: string;
  namePrefix?: string;
  type?: string;
  loggingConfiguration?: LoggingRequest;
  publish?: boolean;
}

/** Characters of a machine's name. */
const MAX_NAME = 80;

/** `aws.sfn.StateMachine`, EXPRESS and STANDARD: made as CreateStateMachine makes one. */
export function stateMachine({ sfn }: Pick<Services, "sfn">): ResourceHandler {
  return {
    type: "aws:sfn/stateMachine:StateMachine",
    properties: {
      definition: "honoured",
      roleArn: "honoured",
      name: "honoured",
      namePrefix: "honoured",
      type: "honoured",
      loggingConfiguration: "honoured",
      publish: "honoured",
      tracingConfiguration: { noEffect: "there is no X-Ray store to send traces to" },
      encryptionConfiguration: {
        noEffect: "what executions hold stays on this machine, in files for their owner alone",
      },
    },
    replaceOn: ["name", "namePrefix", "type"],
    async create(context, properties) {
      const { definition, roleArn, type, loggingConfiguration: logging, ...rest } = inputsOf(properties);
      const name = nameOf(context, rest);
      const request = { name, label: context.name, type, roleArn, definition, logging };
      return stateOf(
        properties,
        namingTheDefinition(() => sfn.createMachine(request)),
      );
    },
    async update(_context, { id }, properties) {
      const { definition, roleArn, loggingConfiguration: logging = {} } = inputsOf(properties);
      const changes = { definition, roleArn, logging };
      return stateOf(
        properties,
        namingTheDefinition(() => sfn.updateMachine(id, changes)),
      );
    },
    delete: async (_context, current) => sfn.deleteMachine(current.id),
  };
}

function inputsOf(properties: Properties): StateMachineInputs {
  const inputs = properties as unknown as StateMachineInputs;
  if (inputs.publish === true) throw new Error("publish must be false locally: versions and aliases are not supported");
  return inputs;
}

function stateOf(properties: Properties, { arn, name, type, createdAt, revisionId = "" }: MachineSpec): ResourceState {
  const creationDate = new Date(createdAt).toISOString();
  return { id: arn, state: { ...properties, name, type, arn, status: "ACTIVE", revisionId, creationDate } };
}

/** Says which property a refused definition is. */
function namingTheDefinition(make: () => MachineSpec): MachineSpec {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "InvalidDefinition") throw error;
    throw new AwsError(error.code, `definition: ${error.message}`);
  }
}

function nameOf(context: ResourceContext, inputs: Partial<StateMachineInputs>): string {
  const result = prefixedName(context, inputs, MAX_NAME);
  if (result.length > MAX_NAME || !/^[\w-]+$/.test(result)) {
    throw new Error(`name must be 1 to ${MAX_NAME} letters, digits, - and _, got "${result}"`);
  }
  return result;
}
