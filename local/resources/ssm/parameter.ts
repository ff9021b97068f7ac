import { isDeepStrictEqual } from "node:util";
import { arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { newestOf, type ParameterContent, type ParameterVersion, parameterArn } from "../../services/ssm/parameter";

interface ParameterInputs {
  name?: string;
  type?: ParameterContent["type"];
  value?: string;
  insecureValue?: string;
  description?: string;
  allowedPattern?: string;
  dataType?: string;
  keyId?: string;
  overwrite?: boolean;
  tier?: string;
}

const MAX_NAME_LENGTH = 1011;

/** `aws.ssm.Parameter`: a value with its versions. */
export function parameter({ kms, ssm }: Pick<Services, "kms" | "ssm">): ResourceHandler {
  const by = arn("iam", "user/operator");
  const stateOf = (name: string, inputs: Properties, version: ParameterVersion): ResourceState => {
    const { value, type, tier, dataType } = version;
    const shown = inputs.insecureValue === undefined ? { value } : { value, insecureValue: value };
    return {
      id: name,
      state: { ...inputs, ...shown, name, type, tier, dataType, arn: parameterArn(name), version: version.version },
    };
  };
  const contentOf = (inputs: ParameterInputs): ParameterContent => {
    const {
      value,
      insecureValue,
      type,
      description,
      allowedPattern,
      dataType = "text",
      keyId,
      tier = "Standard",
    } = inputs;
    const text = value ?? insecureValue;
    if (text === undefined || (value !== undefined && insecureValue !== undefined)) {
      throw new Error("exactly one of value and insecureValue must be set");
    }
    if (type === undefined) throw new Error("type must be String, StringList or SecureString");
    if (insecureValue !== undefined && type === "SecureString")
      throw new Error("insecureValue is for String and StringList: use value");
    if (keyId !== undefined) kms.keyArn(keyId);
    return {
      ...{ value: text, type, dataType },
      tier:
        tier === "Intelligent-Tiering"
          ? text.length > 4096
            ? "Advanced"
            : "Standard"
          : (tier as ParameterContent["tier"]),
      ...(description !== undefined && { description }),
      ...(allowedPattern !== undefined && { allowedPattern }),
      ...(keyId !== undefined && { keyId }),
    };
  };
  return {
    type: "aws:ssm/parameter:Parameter",
    properties: {
      name: "honoured",
      type: "honoured",
      value: "honoured",
      insecureValue: "honoured",
      description: "honoured",
      allowedPattern: "honoured",
      dataType: "honoured",
      keyId: "honoured",
      overwrite: "honoured",
      tier: "honoured",
    },
    replaceOn: ["name"],
    async create(context, inputs) {
      const given = inputs as ParameterInputs;
      const name = context.physicalName(given.name, MAX_NAME_LENGTH);
      const version = ssm.parameters.declare(name, contentOf(given), { overwrite: given.overwrite ?? false, by });
      return stateOf(name, inputs, version);
    },
    async update(_context, { id }, inputs) {
      const content = contentOf(inputs as ParameterInputs);
      const known = ssm.parameters.find(id);
      const isSame = known !== undefined && isDeepStrictEqual(ssm.parameters.declared(id), content);
      const version = isSame ? newestOf(known) : ssm.parameters.declare(id, content, { overwrite: true, by });
      return stateOf(id, inputs, version);
    },
    delete: async (_context, { id }) => void ssm.parameters.delete(id),
  };
}
