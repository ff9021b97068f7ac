import { REGION } from "../base/arn";
import type { InvokeHandler, Properties } from "../engine/resourceHandler";
import { publicParameter } from "../services/ssm/publicParameters";

/** `aws.ssm.getParameter`, of parameters that AWS publishes: a program's own are resources, of which there are none here. */
export const getParameter: InvokeHandler = {
  token: "aws:ssm/getParameter:getParameter",
  invoke: async ({ name, withDecryption = true }: Properties) => {
    const value = publicParameter(String(name));
    if (value === undefined) {
      throw new Error(
        `the parameter ${JSON.stringify(name)} is not known locally: add it to local/services/ssm/publicParameters.ts`,
      );
    }
    return {
      id: name,
      name,
      value,
      insecureValue: value,
      type: "String",
      version: 1,
      withDecryption,
      region: REGION,
      // AWS's own parameters belong to no account.
      arn: `arn:aws:ssm:${REGION}::parameter${String(name)}`,
    };
  },
};
