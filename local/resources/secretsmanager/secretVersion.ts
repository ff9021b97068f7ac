import type { ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

/** `aws.secretsmanager.SecretVersion`: the current value of a secret. */
export function secretVersion({ secretsManager }: Pick<Services, "secretsManager">): ResourceHandler {
  return {
    type: "aws:secretsmanager/secretVersion:SecretVersion",
    properties: { secretId: "honoured", secretString: "honoured" },
    replaceOn: [],
    async create(_context, inputs) {
      const { secretId, secretString } = inputs;
      if (typeof secretString !== "string" || secretString === "") {
        throw new Error("secretString must be a text of at least one character");
      }
      const arn = secretsManager.arnOf(String(secretId));
      const { versionId } = secretsManager.declareValue(arn, secretString);
      return { id: `${arn}|${versionId}`, state: { ...inputs, arn, versionId, versionStages: ["AWSCURRENT"] } };
    },
    delete: async (_context, { state }) => secretsManager.deleteVersion(String(state.arn), String(state.versionId)),
  };
}
