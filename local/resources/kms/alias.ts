import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

const PREFIX = "alias/";
const MAX_NAME_LENGTH = 256;

/** `aws.kms.Alias`: another name of a key. */
export function alias({ kms }: Pick<Services, "kms">): ResourceHandler {
  return {
    type: "aws:kms/alias:Alias",
    properties: { name: "honoured", targetKeyId: "honoured" },
    replaceOn: ["name"],
    async create(context, inputs) {
      const name =
        inputs.name === undefined
          ? `${PREFIX}${context.physicalName(undefined, MAX_NAME_LENGTH - PREFIX.length)}`
          : String(inputs.name);
      if (!/^alias\/(?!aws\/)[\w/-]{1,250}$/.test(name)) {
        throw new Error(
          `name: "${name}" must begin with alias/ (and not with alias/aws/), then letters, digits, / _ or -`,
        );
      }
      if (kms.aliases().some((existing) => existing.name === name)) {
        throw new AwsError("AlreadyExistsException", `An alias with the name ${arn("kms", name)} already exists`);
      }
      kms.putAlias(name, String(inputs.targetKeyId));
      return { id: name, state: { ...inputs, ...facts(name, String(inputs.targetKeyId)) } };
    },
    async update(_context, current, inputs) {
      kms.putAlias(current.id, String(inputs.targetKeyId));
      return { id: current.id, state: { ...inputs, ...facts(current.id, String(inputs.targetKeyId)) } };
    },
    delete: async (_context, current) => kms.deleteAlias(current.id),
  };

  function facts(name: string, targetKeyId: string) {
    return { name, arn: arn("kms", name), targetKeyArn: kms.keyArn(targetKeyId) };
  }
}
