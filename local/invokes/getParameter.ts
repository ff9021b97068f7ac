import { REGION } from "../base/arn";
import type { InvokeHandler, Properties } from "../engine/resourceHandler";
import type { Services } from "../services";
import { newestOf, parameterArn } from "../services/ssm/parameter";
import { publicParameter } from "../services/ssm/publicParameters";

/** `aws.ssm.getParameter`, of parameters that AWS publishes and of those that are there when the program asks. */
export function getParameter({ ssm }: Pick<Services, "ssm">): InvokeHandler {
  return {
    token: "aws:ssm/getParameter:getParameter",
    async invoke({ name: given, withDecryption = true }: Properties) {
      const name = String(given);
      const published = publicParameter(name);
      const answer = (type: string, value: string, version: number, arn: string) => ({
        ...{ id: name, name, value, insecureValue: type === "SecureString" ? "" : value, type, version },
        ...{ withDecryption, region: REGION, arn },
      });
      // AWS's own parameters belong to no account.
      if (published !== undefined) return answer("String", published, 1, `arn:aws:ssm:${REGION}::parameter${name}`);
      const own = ssm.parameters.find(name);
      if (own === undefined) {
        throw new Error(
          `there is no parameter ${JSON.stringify(name)}: put it (aws ssm put-parameter), refer to the aws.ssm.Parameter of the program ` +
            "instead, or, where AWS publishes it, add it to local/services/ssm/publicParameters.ts",
        );
      }
      const { type, value, version } = newestOf(own);
      return answer(type, value, version, parameterArn(name));
    },
  };
}
