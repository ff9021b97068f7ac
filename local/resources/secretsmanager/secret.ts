import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { policyText } from "../iam/policyText";
import { prefixedName } from "../prefixedName";

const MAX_NAME_LENGTH = 512;
const POLICY_ID = "secret";

/** `aws.secretsmanager.Secret`: a secret without a value. */
export function secret({
  iam,
  kms,
  secretsManager,
}: Pick<Services, "iam" | "kms" | "secretsManager">): ResourceHandler {
  const stateOf = (inputs: Properties, name: string, arn: string): ResourceState => {
    kms.encrypt(arn, inputs.kmsKeyId === undefined ? undefined : String(inputs.kmsKeyId));
    return {
      id: arn,
      state: { recoveryWindowInDays: 30, ...inputs, name, arn, policy: putPolicy(arn, inputs.policy) },
    };
  };
  const putPolicy = (arn: string, policy: unknown): string => {
    // An empty text is what the provider takes for no policy.
    if (policy === undefined || policy === "") {
      iam.deleteResourcePolicy(arn, POLICY_ID);
      return "";
    }
    const document = policyText(policy, "policy");
    iam.putResourcePolicy(arn, POLICY_ID, document);
    return document;
  };
  return {
    type: "aws:secretsmanager/secret:Secret",
    properties: {
      name: "honoured",
      namePrefix: "honoured",
      description: "honoured",
      policy: "honoured",
      forceOverwriteReplicaSecret: { noEffect: "the local cloud is one region: there are no replicas" },
      kmsKeyId: "honoured",
      recoveryWindowInDays: {
        noEffect: "a secret that the program deletes is gone at once here, and its name free again",
      },
    },
    replaceOn: ["name", "namePrefix"],
    async create(context, inputs) {
      const name = nameOf(context, inputs);
      const { arn } = secretsManager.createSecret({
        name,
        ...described(inputs),
        ...(context.isMadeByCall === undefined && { seed: `${context.urn} ${name}` }),
      });
      try {
        return stateOf(inputs, name, arn);
      } catch (error) {
        secretsManager.deleteSecret(arn);
        throw error;
      }
    },
    async update(_context, { id, state }, inputs) {
      secretsManager.updateSecret(id, described(inputs));
      return stateOf(inputs, String(state.name), id);
    },
    async delete(_context, { id }) {
      secretsManager.deleteSecret(id);
      iam.deleteResourcePolicy(id, POLICY_ID);
      kms.encrypt(id, undefined);
    },
  };
}

function described({ description, kmsKeyId }: { description?: string; kmsKeyId?: string }) {
  return { ...(description !== undefined && { description }), ...(kmsKeyId !== undefined && { kmsKeyId }) };
}

/** Secrets Manager API Reference, CreateSecret: what a name may be made of. */
function nameOf(context: ResourceContext, inputs: { name?: string; namePrefix?: string }): string {
  const result = prefixedName(context, inputs, MAX_NAME_LENGTH);
  if (result.length > MAX_NAME_LENGTH || !/^[\w/+=.@-]+$/.test(result)) {
    throw new Error(
      `name must be 1 to ${MAX_NAME_LENGTH} characters out of letters, digits and /_+=.@-, got "${result}"`,
    );
  }
  return result;
}
