import type {
  GetFunctionCodeSigningConfigCommandInput,
  GetFunctionCodeSigningConfigCommandOutput,
  GetFunctionEventInvokeConfigCommandInput,
  GetFunctionEventInvokeConfigCommandOutput,
  ListAliasesCommandInput,
  ListAliasesCommandOutput,
  ListFunctionEventInvokeConfigsCommandInput,
  ListFunctionEventInvokeConfigsCommandOutput,
  ListVersionsByFunctionCommandInput,
  ListVersionsByFunctionCommandOutput,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../../base/awsError";
import { listedConfiguration } from "./functionConfiguration";
import { FUNCTION, functionArn, functionIn, type LambdaOperation, namedBy, onFunction } from "./lambdaOperation";

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

export const getFunctionEventInvokeConfig: LambdaOperation<
  GetFunctionEventInvokeConfigCommandInput,
  GetFunctionEventInvokeConfigCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onName("lambda:GetFunctionEventInvokeConfig", FunctionName),
  run({ FunctionName, Qualifier }) {
    const { name, qualifier = "$LATEST" } = namedBy(FunctionName, Qualifier);
    const message = `The function ${functionArn(name)}:${qualifier} doesn't have an EventInvokeConfig`;
    throw new AwsError("ResourceNotFoundException", message, 404);
  },
};

export const listFunctionEventInvokeConfigs: LambdaOperation<
  ListFunctionEventInvokeConfigsCommandInput,
  ListFunctionEventInvokeConfigsCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onName("lambda:ListFunctionEventInvokeConfigs", FunctionName),
  run({ FunctionName }, { resources }) {
    if (resources.find(FUNCTION, namedBy(FunctionName).name)) return { FunctionEventInvokeConfigs: [] };
    throw new AwsError("ResourceNotFoundException", "The function doesn't exist.", 404);
  },
};

/** A permission on a function, whatever version or alias of it is meant. */
function onName(action: string, functionName: string) {
  return [{ action, resource: functionArn(namedBy(functionName).name) }];
}
