import type {
  CreateFunctionCommandInput,
  CreateFunctionCommandOutput,
  DeleteFunctionCommandInput,
  DeleteFunctionCommandOutput,
  DeleteFunctionConcurrencyCommandInput,
  DeleteFunctionConcurrencyCommandOutput,
  GetFunctionCommandInput,
  GetFunctionCommandOutput,
  GetFunctionConcurrencyCommandInput,
  GetFunctionConcurrencyCommandOutput,
  GetFunctionConfigurationCommandInput,
  GetFunctionConfigurationCommandOutput,
  ListFunctionsCommandInput,
  ListFunctionsCommandOutput,
  PutFunctionConcurrencyCommandInput,
  PutFunctionConcurrencyCommandOutput,
  UpdateFunctionCodeCommandInput,
  UpdateFunctionCodeCommandOutput,
  UpdateFunctionConfigurationCommandInput,
  UpdateFunctionConfigurationCommandOutput,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import { checkMembers } from "../../edge/constraints";
import { creating } from "../../iam/creating";
import { passing } from "../../iam/passRole";
import { type FunctionCode, functionCode } from "./functionCode";
import { checkConfiguration, configurationOf, inputsOf, listedConfiguration } from "./functionConfiguration";
import {
  FUNCTION,
  functionArn,
  functionIn,
  functionNameOf,
  invalidValue,
  type LambdaOperation,
  type LambdaParts,
  namedBy,
  notFound,
  onFunction,
} from "./lambdaOperation";

/** The service that a function's role is handed to. */
const LAMBDA = "lambda.amazonaws.com";

export const createFunction: LambdaOperation<CreateFunctionCommandInput, CreateFunctionCommandOutput> = {
  parameters: { FunctionName: "text", Role: "text", Code: "map", Tags: "map?" },
  permissions({ FunctionName, Role, Tags = {} }) {
    const actions = { create: "lambda:CreateFunction", tag: "lambda:TagResource" };
    return [...creating(functionArn(functionNameOf(FunctionName)), Tags, actions), ...passing(Role, LAMBDA)];
  },
  async run({ FunctionName, Code, Tags = {}, PackageType, Publish, ...configuration }, parts, { principal }) {
    checkMembers("ValidationException", [["functionName", FunctionName, { max: 140 }]]);
    checkConfiguration(configuration);
    const name = functionNameOf(FunctionName);
    checkMembers("InvalidParameterValueException", [["functionName", name, { max: 64 }]]);
    if (parts.resources.find(FUNCTION, name)) {
      throw new AwsError("ResourceConflictException", `Function already exist: ${name}`, 409);
    }
    const code = await functionCode(Code, parts, principal);
    const inputs = { ...inputsOf(configuration), name, packageType: PackageType, publish: Publish, code: code.archive };
    const made = await parts.resources.create(FUNCTION, inputs, { name, tags: Tags });
    return configurationOf(withCode(parts, made, code));
  },
};

export const getFunction: LambdaOperation<GetFunctionCommandInput, GetFunctionCommandOutput> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onFunction("lambda:GetFunction", FunctionName),
  run({ FunctionName }, parts) {
    const found = functionIn(parts, FunctionName);
    const tags = parts.resources.inventory.tagsOf(String(found.state.arn));
    const reserved = reservedBy(found);
    return {
      Configuration: configurationOf(found),
      Code: { RepositoryType: "S3" },
      ...(Object.keys(tags).length > 0 && { Tags: tags }),
      ...(reserved !== undefined && { Concurrency: { ReservedConcurrentExecutions: reserved } }),
    } as never;
  },
};

export const getFunctionConfiguration: LambdaOperation<
  GetFunctionConfigurationCommandInput,
  GetFunctionConfigurationCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onFunction("lambda:GetFunctionConfiguration", FunctionName),
  run: ({ FunctionName }, parts) => configurationOf(functionIn(parts, FunctionName)),
};

export const listFunctions: LambdaOperation<ListFunctionsCommandInput, ListFunctionsCommandOutput> = {
  parameters: {},
  permissions: () => [{ action: "lambda:ListFunctions", resource: "*" }],
  run: (_input, { resources }) => ({ Functions: resources.all(FUNCTION).map(listedConfiguration) }),
};

export const updateFunctionCode: LambdaOperation<UpdateFunctionCodeCommandInput, UpdateFunctionCodeCommandOutput> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onFunction("lambda:UpdateFunctionCode", FunctionName),
  async run({ FunctionName, DryRun, ...given }, parts, { principal }) {
    const found = functionIn(parts, FunctionName);
    const code = await functionCode(given, parts, principal);
    if (DryRun) return configurationOf(found);
    return configurationOf(withCode(parts, await parts.resources.update(found, { code: code.archive }), code));
  },
};

export const updateFunctionConfiguration: LambdaOperation<
  UpdateFunctionConfigurationCommandInput,
  UpdateFunctionConfigurationCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName, Role }) => [
    ...onFunction("lambda:UpdateFunctionConfiguration", FunctionName),
    ...passing(Role, LAMBDA),
  ],
  async run({ FunctionName, ...configuration }, parts) {
    checkConfiguration(configuration);
    const found = functionIn(parts, FunctionName);
    const changed = await parts.resources.update(found, inputsOf(configuration));
    return configurationOf(keepingCode(parts, found, changed));
  },
};

export const deleteFunction: LambdaOperation<DeleteFunctionCommandInput, DeleteFunctionCommandOutput> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onFunction("lambda:DeleteFunction", FunctionName),
  async run({ FunctionName }, parts) {
    await parts.resources.delete(functionIn(parts, FunctionName));
    return {};
  },
};

export const putFunctionConcurrency: LambdaOperation<
  PutFunctionConcurrencyCommandInput,
  PutFunctionConcurrencyCommandOutput
> = {
  parameters: { FunctionName: "text", ReservedConcurrentExecutions: "number" },
  permissions: ({ FunctionName }) => [
    { action: "lambda:PutFunctionConcurrency", resource: functionArn(namedBy(FunctionName).name) },
  ],
  async run({ FunctionName, ReservedConcurrentExecutions }, parts) {
    const { name, qualifier } = namedBy(FunctionName);
    if (qualifier !== undefined) {
      throw invalidValue(
        "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. " +
          "Please specify either a function name or an unqualified function ARN.",
      );
    }
    if (!parts.resources.find(FUNCTION, name)) throw notFound(`${functionArn(name)}:$LATEST`);
    await reserve(parts, FunctionName, ReservedConcurrentExecutions);
    return { ReservedConcurrentExecutions };
  },
};

export const getFunctionConcurrency: LambdaOperation<
  GetFunctionConcurrencyCommandInput,
  GetFunctionConcurrencyCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onFunction("lambda:GetFunctionConcurrency", FunctionName),
  run({ FunctionName }, parts) {
    const reserved = reservedBy(functionIn(parts, FunctionName));
    return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved };
  },
};

export const deleteFunctionConcurrency: LambdaOperation<
  DeleteFunctionConcurrencyCommandInput,
  DeleteFunctionConcurrencyCommandOutput
> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onFunction("lambda:DeleteFunctionConcurrency", FunctionName),
  async run({ FunctionName }, parts) {
    await reserve(parts, FunctionName, undefined);
    return {};
  },
};

async function reserve(parts: LambdaParts, name: string, reservedConcurrentExecutions: number | undefined) {
  const found = functionIn(parts, name);
  keepingCode(parts, found, await parts.resources.update(found, { reservedConcurrentExecutions }));
}

function reservedBy({ inputs }: MadeResource): number | undefined {
  const { reservedConcurrentExecutions: reserved } = inputs as { reservedConcurrentExecutions?: number };
  return reserved === -1 ? undefined : reserved;
}

/** Keeps what Lambda tells of a zip beside the state of the resource, which knows unpacked code only. */
function withCode({ resources }: LambdaParts, made: MadeResource, { size, sha256 }: FunctionCode): MadeResource {
  const kept = { ...made, state: { ...made.state, codeSize: size, zipSha256: sha256 } };
  resources.inventory.keep(kept);
  return kept;
}

function keepingCode({ resources }: LambdaParts, before: MadeResource, after: MadeResource): MadeResource {
  const { codeSize, zipSha256 } = before.state;
  const kept = { ...after, state: { ...after.state, codeSize, zipSha256 } };
  resources.inventory.keep(kept);
  return kept;
}
