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
import { statementOf } from "../../resources/lambda/permission";
import {
  functionIn,
  functionNameOf,
  type LambdaOperation,
  type LambdaParts,
  onFunction,
  PERMISSION,
} from "./lambdaOperation";

export const addPermission: LambdaOperation<AddPermissionCommandInput, AddPermissionCommandOutput> = {
  parameters: { FunctionName: "text", StatementId: "text", Action: "text", Principal: "text" },
  permissions: ({ FunctionName }) => onFunction("lambda:AddPermission", FunctionName),
  async run({ FunctionName, StatementId, ...given }, parts) {
    const { state } = functionIn(parts, FunctionName);
    if (permissionsOf(parts, FunctionName).some(({ id }) => id === StatementId)) {
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
  permissions: ({ FunctionName }) => onFunction("lambda:RemovePermission", FunctionName),
  async run({ FunctionName, StatementId }, parts) {
    const found = permissionsOf(parts, FunctionName).find(({ id }) => id === StatementId);
    if (found === undefined) {
      throw new AwsError("ResourceNotFoundException", `Statement ${StatementId} is not found in resource policy.`, 404);
    }
    await parts.resources.delete(found);
    return {};
  },
};

export const getPolicy: LambdaOperation<GetPolicyCommandInput, GetPolicyCommandOutput> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onFunction("lambda:GetPolicy", FunctionName),
  run({ FunctionName }, parts) {
    const statements = permissionsOf(parts, FunctionName).map(({ id, inputs }) => statementOf(id, inputs));
    if (statements.length === 0) {
      throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
    }
    const Policy = JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
    return { Policy, RevisionId: `${statements.length}` };
  },
};

function permissionsOf(parts: LambdaParts, functionName: string): readonly MadeResource[] {
  const name = functionNameOf(functionName);
  functionIn(parts, name);
  return parts.resources.all(PERMISSION).filter(({ inputs }) => functionNameOf(String(inputs.function)) === name);
}
