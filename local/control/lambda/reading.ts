import type {
  GetFunctionCodeSigningConfigCommandInput,
  GetFunctionCodeSigningConfigCommandOutput,
  ListAliasesCommandInput,
  ListAliasesCommandOutput,
  ListVersionsByFunctionCommandInput,
  ListVersionsByFunctionCommandOutput,
} from "@aws-sdk/client-lambda";
import { listedConfiguration } from "./functionConfiguration";
import { functionIn, type LambdaOperation, onFunction } from "./lambdaOperation";

// Tools that manage functions read all that a function may have: of what it never has here, they are told that there is none.

export const listVersionsByFunction: LambdaOperation<
  ListVersionsByFunctionCommandInput,
  ListVersionsByFunctionCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onFunction("lambda:ListVersionsByFunction", FunctionName),
  run({ FunctionName }, parts) {
    const found = functionIn(parts, FunctionName);
    return { Versions: [{ ...listedConfiguration(found), FunctionArn: `${found.state.arn}:$LATEST` }] };
  },
};

export const listAliases: LambdaOperation<ListAliasesCommandInput, ListAliasesCommandOutput> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onFunction("lambda:ListAliases", FunctionName),
  run({ FunctionName }, parts) {
    functionIn(parts, FunctionName);
    return { Aliases: [] };
  },
};

export const getFunctionCodeSigningConfig: LambdaOperation<
  GetFunctionCodeSigningConfigCommandInput,
  GetFunctionCodeSigningConfigCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onFunction("lambda:GetFunctionCodeSigningConfig", FunctionName),
  run({ FunctionName }, parts) {
    functionIn(parts, FunctionName);
    return {} as never;
  },
};
