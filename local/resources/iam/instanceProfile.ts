import { arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import { uniqueId } from "../../iam/uniqueId";
import type { Services } from "../../services";
import { iamName, iamPath } from "./names";

interface InstanceProfileInputs {
  name?: string;
  namePrefix?: string;
  path?: string;
  role?: string;
}

/** `aws.iam.InstanceProfile`: what gives a role to an instance. */
export function instanceProfile({ iam, instances }: Pick<Services, "iam" | "instances">): ResourceHandler {
  const put = (name: string, properties: Properties): ResourceState => {
    const { role, path } = properties as InstanceProfileInputs;
    const profileArn = arn("iam", `instance-profile${iamPath(path)}${name}`);
    instances.putProfile({ name, arn: profileArn, roleArn: role === undefined ? undefined : iam.roleArnOf(role) });
    const uniqueProfileId = uniqueId("AIPA", profileArn);
    return {
      id: name,
      state: { ...properties, name, path: iamPath(path), arn: profileArn, uniqueId: uniqueProfileId },
    };
  };
  return {
    type: "aws:iam/instanceProfile:InstanceProfile",
    properties: { name: "honoured", namePrefix: "honoured", path: "honoured", role: "honoured" },
    replaceOn: ["name", "namePrefix", "path"],
    create: async (context, inputs) => put(iamName(context, inputs, 128), inputs),
    update: async (_context, { id }, inputs) => put(id, inputs),
    delete: async (_context, { id }) => instances.deleteProfile(id),
  };
}
