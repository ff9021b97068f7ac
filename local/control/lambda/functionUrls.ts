import type {
  CreateFunctionUrlConfigCommandInput,
  CreateFunctionUrlConfigCommandOutput,
  DeleteFunctionUrlConfigCommandInput,
  DeleteFunctionUrlConfigCommandOutput,
  GetFunctionUrlConfigCommandInput,
  GetFunctionUrlConfigCommandOutput,
  ListFunctionUrlConfigsCommandInput,
  ListFunctionUrlConfigsCommandOutput,
  UpdateFunctionUrlConfigCommandInput,
  UpdateFunctionUrlConfigCommandOutput,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../../base/awsError";
import type { KeptResource } from "../../base/inventory";
import { asInputs, asMembers } from "../../base/memberNames";
import { randomHex } from "../../base/randomHex";
import { checkMembers } from "../../edge/constraints";
import type { OnWire } from "../../edge/wireTypes";
import type { Permission } from "../../iam/iam";
import { FUNCTION, functionArn, type LambdaOperation, type LambdaParts, namedBy } from "./lambdaOperation";

const URL = "aws:lambda/functionUrl:FunctionUrl";

// As on AWS, a call adds no statement to the function's policy, nor takes one away: who may call a URL is what AddPermission says.

export const createFunctionUrlConfig: LambdaOperation<
  CreateFunctionUrlConfigCommandInput,
  CreateFunctionUrlConfigCommandOutput
> = {
  parameters: { FunctionName: "text", AuthType: "text" },
  permissions: ({ FunctionName, AuthType }) => onUrl("lambda:CreateFunctionUrlConfig", FunctionName, AuthType),
  async run({ FunctionName, Qualifier, AuthType, Cors, InvokeMode }, parts) {
    const { id, state } = functionWithUrls(parts, FunctionName, Qualifier);
    const inputs = {
      functionName: String(state.arn),
      authorizationType: AuthType,
      cors: asInputs(Cors),
      invokeMode: InvokeMode,
    };
    // A name of its own, so that a second URL of the function is seen as one.
    return created(await parts.resources.create(URL, inputs, { name: `${id}-${randomHex(4)}` }));
  },
};

export const getFunctionUrlConfig: LambdaOperation<
  GetFunctionUrlConfigCommandInput,
  GetFunctionUrlConfigCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }, parts) =>
    onUrl("lambda:GetFunctionUrlConfig", FunctionName, authTypeOf(parts, FunctionName)),
  run: ({ FunctionName, Qualifier }, parts) => described(urlIn(parts, FunctionName, Qualifier)),
};

export const updateFunctionUrlConfig: LambdaOperation<
  UpdateFunctionUrlConfigCommandInput,
  UpdateFunctionUrlConfigCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName, AuthType }, parts) =>
    onUrl("lambda:UpdateFunctionUrlConfig", FunctionName, AuthType ?? authTypeOf(parts, FunctionName)),
  async run({ FunctionName, Qualifier, AuthType, Cors, InvokeMode }, parts) {
    const changes = {
      ...(AuthType !== undefined && { authorizationType: AuthType }),
      ...(Cors !== undefined && { cors: asInputs(Cors) }),
      ...(InvokeMode !== undefined && { invokeMode: InvokeMode }),
    };
    functionWithUrls(parts, FunctionName, Qualifier);
    return described(await parts.resources.update(urlIn(parts, FunctionName, Qualifier), changes));
  },
};

export const deleteFunctionUrlConfig: LambdaOperation<
  DeleteFunctionUrlConfigCommandInput,
  DeleteFunctionUrlConfigCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }, parts) =>
    onUrl("lambda:DeleteFunctionUrlConfig", FunctionName, authTypeOf(parts, FunctionName)),
  async run({ FunctionName, Qualifier }, parts) {
    await parts.resources.delete(urlIn(parts, FunctionName, Qualifier));
    return {};
  },
};

export const listFunctionUrlConfigs: LambdaOperation<
  ListFunctionUrlConfigsCommandInput,
  ListFunctionUrlConfigsCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onUrl("lambda:ListFunctionUrlConfigs", FunctionName, undefined),
  run({ FunctionName }, parts) {
    functionWithUrls(parts, FunctionName, undefined);
    const found = findUrl(parts, FunctionName);
    return { FunctionUrlConfigs: found === undefined ? [] : [described(found)] };
  },
};

/** Source of the condition keys: Service Authorization Reference, "AWS Lambda", the operations on function URLs. */
function onUrl(action: string, functionName: string, authType: string | undefined): readonly Permission[] {
  const resource = functionArn(namedBy(functionName).name);
  const context = {
    "lambda:FunctionArn": resource,
    ...(authType !== undefined && { "lambda:FunctionUrlAuthType": authType }),
  };
  return [{ action, resource, context }];
}

function findUrl({ resources }: LambdaParts, functionName: string): KeptResource | undefined {
  const wanted = functionArn(namedBy(functionName).name);
  return resources.all(URL).find(({ state }) => state.functionArn === wanted);
}

/** The alias that a call means: no version has a URL. @throws AwsError `ValidationException` */
function aliasOf(functionName: string, qualifier: string | undefined): string | undefined {
  checkMembers("ValidationException", [["qualifier", qualifier, { pattern: "((?!^\\d+$)^[0-9a-zA-Z-_]+$)" }]]);
  return namedBy(functionName, qualifier).qualifier;
}

/** @throws AwsError `ResourceNotFoundException` for aliases, too, of which there are none here */
function functionWithUrls(parts: LambdaParts, functionName: string, qualifier: string | undefined): KeptResource {
  const alias = aliasOf(functionName, qualifier);
  const found = parts.resources.find(FUNCTION, namedBy(functionName).name);
  if (found && alias === undefined) return found;
  throw new AwsError("ResourceNotFoundException", "Function does not exist", 404);
}

function authTypeOf(parts: LambdaParts, functionName: string): string | undefined {
  const found = findUrl(parts, functionName);
  return found && String(found.state.authorizationType);
}

/** @throws AwsError `ResourceNotFoundException` */
function urlIn(parts: LambdaParts, functionName: string, qualifier: string | undefined): KeptResource {
  const found = findUrl(parts, functionName);
  if (found && aliasOf(functionName, qualifier) === undefined) return found;
  throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
}

function created({ state, createdAt }: KeptResource): OnWire<CreateFunctionUrlConfigCommandOutput> {
  return {
    FunctionUrl: String(state.functionUrl),
    FunctionArn: String(state.functionArn),
    AuthType: state.authorizationType as CreateFunctionUrlConfigCommandOutput["AuthType"],
    ...(state.cors !== undefined && { Cors: asMembers(state.cors) as CreateFunctionUrlConfigCommandOutput["Cors"] }),
    CreationTime: new Date(createdAt).toISOString(),
    InvokeMode: "BUFFERED",
  } as OnWire<CreateFunctionUrlConfigCommandOutput>;
}

function described(url: KeptResource): OnWire<GetFunctionUrlConfigCommandOutput> {
  return {
    ...created(url),
    LastModifiedTime: new Date(url.changedAt).toISOString(),
  } as OnWire<GetFunctionUrlConfigCommandOutput>;
}
