import { REGION } from "../base/arn";
import type { InvokeHandler, Properties } from "../engine/resourceHandler";

/** `aws.getRegion`: the local cloud has one. */
export const getRegion: InvokeHandler = {
  token: "aws:index/getRegion:getRegion",
  invoke: async (args: Properties) => {
    const asked = args.region ?? args.name ?? REGION;
    if (asked !== REGION) throw new Error(`the local cloud is ${REGION}; it knows nothing of ${String(asked)}`);
    return {
      id: REGION,
      name: REGION,
      region: REGION,
      description: "US East (N. Virginia)",
      endpoint: `ec2.${REGION}.amazonaws.com`,
    };
  },
};
