import type { GetAccountSettingsCommandInput, GetAccountSettingsCommandOutput } from "@aws-sdk/client-lambda";
import type { LambdaOperation } from "./lambdaOperation";

/** Tells how many calls the account's functions may have under way, and how many functions there are. */
export const getAccountSettings: LambdaOperation<GetAccountSettingsCommandInput, GetAccountSettingsCommandOutput> = {
  parameters: {},
  permissions: () => [{ action: "lambda:GetAccountSettings", resource: "*" }],
  run(_input, { lambda }) {
    const { all, unreserved } = lambda.concurrency();
    return {
      AccountLimit: { ConcurrentExecutions: all, UnreservedConcurrentExecutions: unreserved },
      AccountUsage: { FunctionCount: lambda.functionCount() },
    };
  },
};
