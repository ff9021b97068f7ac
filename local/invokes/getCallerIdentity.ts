import { ACCOUNT_ID, arn } from "../base/arn";
import type { InvokeHandler } from "../engine/resourceHandler";

/** `aws.getCallerIdentity`: whoever deploys to the local cloud is the person at the laptop. */
export const getCallerIdentity: InvokeHandler = {
  token: "aws:index/getCallerIdentity:getCallerIdentity",
  invoke: async () => ({
    id: ACCOUNT_ID,
    accountId: ACCOUNT_ID,
    arn: arn("iam", "user/operator"),
    userId: "AIDALOCALOPERATOR",
  }),
};
