import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { groupName } from "./groupName";

interface Parameter {
  name: string;
  value: string;
}

/** `aws.rds.ParameterGroup`: settings of Postgres. */
export function parameterGroup({ rds }: Pick<Services, "rds">): ResourceHandler {
  const put = async (name: string, inputs: Properties): Promise<ResourceState> => {
    const { family, parameters = [] } = inputs as { family?: string; parameters?: readonly Parameter[] };
    if (!/^postgres\d+$/.test(family ?? "")) {
      throw new Error(`family must be one of PostgreSQL locally, such as "postgres18", got "${family}"`);
    }
    await rds.putParameterGroup(
      name,
      Object.fromEntries(parameters.map((parameter) => [parameter.name, String(parameter.value)])),
    );
    return { id: name, state: { description: "Managed by Pulumi", ...inputs, name, arn: arn("rds", `pg:${name}`) } };
  };
  return {
    type: "aws:rds/parameterGroup:ParameterGroup",
    properties: {
      name: "honoured",
      namePrefix: "honoured",
      family: "honoured",
      parameters: "honoured",
      description: { noEffect: "a text for people" },
      skipDestroy: { noEffect: "nothing outlives the local cloud" },
    },
    replaceOn: ["name", "namePrefix", "family", "description"],
    async create(context, inputs) {
      const name = groupName(context, inputs);
      if (rds.hasParameterGroup(name)) {
        throw new AwsError("DBParameterGroupAlreadyExists", `Parameter group ${name} already exists`);
      }
      return put(name, inputs);
    },
    update: (_context, { id }, inputs) => put(id, inputs),
    delete: async (_context, { id }) => rds.deleteParameterGroup(id),
  };
}
