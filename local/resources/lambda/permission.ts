import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";

interface PermissionInputs {
  action: string;
  function: string;
  principal: string;
  sourceArn?: string;
  sourceAccount?: string;
  statementId?: string;
  functionUrlAuthType?: string;
  invokedViaFunctionUrl?: boolean;
}

/** Everybody, an account, a user or a role, or a service. */
const PRINCIPAL = /^(\*|\d{12}|arn:.+|[\w.-]+\.amazon(aws)?\.com)$/;

/** `aws.lambda.Permission`: one statement of a function's resource policy. */
export function permission(services: Pick<Services, "iam">): ResourceHandler {
  return {
    type: "aws:lambda/permission:Permission",
    properties: {
      action: "honoured",
      function: "honoured",
      principal: "honoured",
      sourceArn: "honoured",
      sourceAccount: "honoured",
      statementId: "honoured",
      functionUrlAuthType: "honoured",
      invokedViaFunctionUrl: "honoured",
    },
    // As on AWS: a statement can be added and removed, not changed.
    replaceOn: [
      ...["action", "function", "principal", "sourceArn", "sourceAccount", "statementId"],
      ...["functionUrlAuthType", "invokedViaFunctionUrl"],
    ],
    create: async (context, inputs) => create(services, context, inputs),
    delete: async (_context, current) => {
      services.iam.deleteResourcePolicy(functionArnOf(String(current.state.function)), current.id);
    },
  };
}

function create({ iam }: Pick<Services, "iam">, context: ResourceContext, properties: Properties): ResourceState {
  const inputs = properties as unknown as PermissionInputs;
  const statementId = context.physicalName(inputs.statementId, 100);
  if (!/^lambda:([a-zA-Z]+|\*)$/.test(inputs.action)) {
    throw new Error(`action must be a Lambda action, such as "lambda:InvokeFunction", got "${inputs.action}"`);
  }
  checkUrlConditions(inputs);
  if (!PRINCIPAL.test(inputs.principal)) {
    throw new AwsError(
      "InvalidParameterValueException",
      "The provided principal was invalid. Please check the principal and try again.",
    );
  }
  const functionArn = functionArnOf(inputs.function);
  const statement = statementOf(statementId, properties);
  iam.putResourcePolicy(functionArn, statementId, JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
  return { id: statementId, state: { ...properties, statementId } };
}

/** The statement of a permission, as the function's policy has it. */
export function statementOf(statementId: string, properties: Properties): object {
  const inputs = properties as unknown as PermissionInputs;
  const equals = {
    ...(inputs.sourceAccount !== undefined && { "AWS:SourceAccount": inputs.sourceAccount }),
    ...(inputs.functionUrlAuthType !== undefined && { "lambda:FunctionUrlAuthType": inputs.functionUrlAuthType }),
  };
  const conditions = {
    ...(inputs.sourceArn !== undefined && { ArnLike: { "AWS:SourceArn": inputs.sourceArn } }),
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(inputs.invokedViaFunctionUrl === true && { Bool: { "lambda:InvokedViaFunctionUrl": "true" } }),
  };
  return {
    Sid: statementId,
    Effect: "Allow",
    Principal: principalElement(inputs.principal),
    Action: inputs.action,
    Resource: functionArnOf(inputs.function),
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  };
}

/** Source: AWS Lambda API Reference, "AddPermission": which action takes which condition on function URLs. */
function checkUrlConditions({ action, functionUrlAuthType, invokedViaFunctionUrl }: PermissionInputs): void {
  if (functionUrlAuthType !== undefined) {
    if (action !== "lambda:InvokeFunctionUrl") {
      throw new Error(`functionUrlAuthType goes with action "lambda:InvokeFunctionUrl" only, got "${action}"`);
    }
    if (functionUrlAuthType !== "NONE" && functionUrlAuthType !== "AWS_IAM") {
      throw new Error(`functionUrlAuthType must be "NONE" or "AWS_IAM", got "${functionUrlAuthType}"`);
    }
  }
  if (invokedViaFunctionUrl === true && action !== "lambda:InvokeFunction") {
    throw new Error(`invokedViaFunctionUrl goes with action "lambda:InvokeFunction" only, got "${action}"`);
  }
}

/** A service (`"apigateway.amazonaws.com"`), an account, or an ARN. */
function principalElement(principal: string): string | Record<string, string> {
  if (principal === "*") {
    return "*";
  }
  return principal.endsWith(".amazonaws.com") ? { Service: principal } : { AWS: principal };
}

/** Programs name a function by its name or its ARN. */
export function functionArnOf(nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? nameOrArn : arn("lambda", `function:${nameOrArn}`);
}
