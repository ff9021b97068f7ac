import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError } from "../../base/awsError";
import { errorReply } from "../../edge/wire";
import { sendReply } from "../../http/sendReply";
import { signedCaller } from "../../http/signedCaller";
import type { Services } from "../../services";

/** The path of the operation, under which the edge mounts it; function URLs are signed for `lambda`, too. */
export const ACCOUNT_SETTINGS_PATH = "2016-08-19/account-settings";

type Deps = Pick<Services, "iam"> & { lambda: Pick<Services["lambda"], "concurrency" | "functionCount"> };

/**
 * Lambda's account: how many calls its functions may have under way, and how many functions there are.
 * Source: AWS Lambda API Reference, "GetAccountSettings", https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
 */
export function createAccountSettings({ iam, lambda }: Deps) {
  return {
    async serve(_rest: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
      request.resume();
      try {
        const { principal } = signedCaller(iam, "lambda", request);
        iam.authorize(principal, [{ action: "lambda:GetAccountSettings", resource: "*" }]);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const { status, headers, body } = errorReply("json-1.1", error);
        return sendReply(response, "GET", { status, headers, body, cookies: [] }, {});
      }
      const { all, unreserved } = lambda.concurrency();
      const settings = {
        AccountLimit: { ConcurrentExecutions: all, UnreservedConcurrentExecutions: unreserved },
        AccountUsage: { FunctionCount: lambda.functionCount() },
      };
      const body = Buffer.from(JSON.stringify(settings));
      const headers = { "content-type": "application/json" };
      sendReply(response, "GET", { status: 200, headers, body, cookies: [] }, {});
    },
  };
}
