import type {
  AddPermissionCommandInput,
  AddPermissionCommandOutput,
  GetPolicyCommandInput,
  GetPolicyCommandOutput,
  RemovePermissionCommandInput,
  RemovePermissionCommandOutput,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import { checkMembers } from "../../edge/constraints";
import type { Permission } from "../../iam/iam";
import { statementOf } from "../../resources/lambda/permission";
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
  PERMISSION,
} from "./lambdaOperation";

export const addPermission: LambdaOperation<AddPermissionCommandInput, AddPermissionCommandOutput> = {
  parameters: { FunctionName: "text", StatementId: "text", Action: "text", Principal: "text" },
  permissions: ({ FunctionName, Principal }) => {
    const context = { "lambda:Principal": Principal };
    return onPolicy("lambda:AddPermission", FunctionName).map((permission) => ({ ...permission, context }));
  },
  async run({ FunctionName, Qualifier, StatementId, ...given }, parts) {
    checkMembers("ValidationException", [
      ["statementId", StatementId, { pattern: "([a-zA-Z0-9-_]+)" }],
      ["qualifier", Qualifier, { pattern: "(|[a-zA-Z0-9$_-]+)" }],
    ]);
    const { name, qualifier } = namedBy(FunctionName, Qualifier);
    if (qualifier === "$LATEST") throw invalidValue("We currently do not support adding policies for $LATEST.");
    const { state } = functionIn(parts, name);
    if (qualifier !== undefined) throw noSuchQualifier(name, qualifier);
    if (permissionsOf(parts, name).some(({ id }) => id === StatementId)) {
      throw new AwsError(
        "ResourceConflictException",
        `The statement id (${StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        409,
      );
    }
    const made = await parts.resources.create(PERMISSION, {
      action: given.Action,
      principal: given.Principal,
      function: String(state.arn),
      statementId: StatementId,
      sourceArn: given.SourceArn,
      sourceAccount: given.SourceAccount,
      functionUrlAuthType: given.FunctionUrlAuthType,
      invokedViaFunctionUrl: given.InvokedViaFunctionUrl,
    });
    return { Statement: JSON.stringify(statementOf(made.id, made.inputs)) };
  },
};

export const removePermission: LambdaOperation<RemovePermissionCommandInput, RemovePermissionCommandOutput> = {
  parameters: { FunctionName: "text", StatementId: "text" },
  permissions: ({ FunctionName }) => onPolicy("lambda:RemovePermission", FunctionName),
  async run({ FunctionName, Qualifier, StatementId }, parts) {
    const { name, qualifier } = namedBy(FunctionName, Qualifier);
    if (!parts.resources.find(FUNCTION, name)) throw missing(`No policy found for: ${functionArn(name)}`);
    if (qualifier !== undefined && qualifier !== "$LATEST") throw noSuchQualifier(name, qualifier);
    const permissions = permissionsOf(parts, name);
    if (permissions.length === 0) throw missing("No policy is associated with the given resource.");
    const found = permissions.find(({ id }) => id === StatementId);
    if (found === undefined) throw missing(`Statement ${StatementId} is not found in resource policy.`);
    await parts.resources.delete(found);
    return {};
  },
};

export const getPolicy: LambdaOperation<GetPolicyCommandInput, GetPolicyCommandOutput> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onPolicy("lambda:GetPolicy", FunctionName),
  run({ FunctionName, Qualifier }, parts) {
    const { name, qualifier } = namedBy(FunctionName, Qualifier);
    const statements = permissionsOf(parts, name).map(({ id, inputs }) => statementOf(id, inputs));
    if (statements.length === 0 || qualifier !== undefined) throw missing("The resource you requested does not exist.");
    const Policy = JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
    return { Policy, RevisionId: `${statements.length}` };
  },
};

/** A permission on a function, whose policy has the statements of its versions and aliases apart. */
function onPolicy(action: string, functionName: string): readonly Permission[] {
  return [{ action, resource: functionArn(namedBy(functionName).name) }];
}

function noSuchQualifier(name: string, qualifier: string): AwsError {
  const qualified = `${functionArn(name)}:${qualifier}`;
  return /^\d+$|\$/.test(qualifier) ? notFound(qualified) : missing(`Cannot find alias arn: ${qualified}`);
}

function missing(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, 404);
}

function permissionsOf(parts: LambdaParts, functionName: string): readonly MadeResource[] {
  const name = functionNameOf(functionName);
  functionIn(parts, name);
  return parts.resources.all(PERMISSION).filter(({ inputs }) => functionNameOf(String(inputs.function)) === name);
}
