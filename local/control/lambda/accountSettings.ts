import type { GetAccountSettingsCommandInput, GetAccountSettingsCommandOutput } from "@aws-sdk/client-lambda";
import { FUNCTION, type LambdaOperation } from "./lambdaOperation";

/** Bytes of code. Source: AWS Lambda Developer Guide, "Lambda quotas". */
const CODE_SIZES = { TotalCodeSize: 80_530_636_800, CodeSizeUnzipped: 262_144_000, CodeSizeZipped: 52_428_800 };

/** Tells how many calls the account's functions may have under way, and how many functions there are. */
export const getAccountSettings: LambdaOperation<GetAccountSettingsCommandInput, GetAccountSettingsCommandOutput> = {
  parameters: {},
  permissions: () => [{ action: "lambda:GetAccountSettings", resource: "*" }],
  run(_input, { lambda, resources }) {
    const { all, unreserved } = lambda.concurrency();
    const sizes = resources.all(FUNCTION).map(({ state }) => Number(state.codeSize ?? 0));
    return {
      AccountLimit: { ...CODE_SIZES, ConcurrentExecutions: all, UnreservedConcurrentExecutions: unreserved },
      AccountUsage: {
        TotalCodeSize: sizes.reduce((sum, size) => sum + size, 0),
        FunctionCount: lambda.functionCount(),
      },
    };
  },
};
