import { AwsError } from "../../base/awsError";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { FunctionUrlSpec } from "../../services/lambda/urls/functionUrl";
import { ownIdentifierOf } from "../apigatewayv2/identifier";
import { functionArnOf } from "./permission";

interface FunctionUrlInputs {
  functionName: string;
  authorizationType: string;
  cors?: NonNullable<FunctionUrlSpec["cors"]>;
  invokeMode?: string;
}

/** The statements that the provider adds for a URL without authorization, by their ids. */
const PUBLIC_STATEMENTS = {
  FunctionURLAllowPublicAccess: {
    Action: "lambda:InvokeFunctionUrl",
    Condition: { StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } },
  },
  FunctionURLInvokeAllowPublicAccess: {
    Action: "lambda:InvokeFunction",
    Condition: { Bool: { "lambda:InvokedViaFunctionUrl": "true" } },
  },
};

/**
 * `aws.lambda.FunctionUrl`. As the provider does on AWS, it adds both statements that let everybody in when it creates a URL
 * with authorization type `NONE`, and leaves the policy alone when that type changes later. (The provider also leaves them
 * behind when the URL is deleted; here they go with it, because a function of the same name may come back.)
 */
export function functionUrl(services: Pick<Services, "functionUrls" | "iam" | "edgeUrl">): ResourceHandler {
  const url = functionUrlAlone(services);
  return {
    ...url,
    async create(context, properties) {
      const created = await url.create(context, properties);
      if (properties.authorizationType === "NONE") letEverybodyIn(services, String(created.state.functionArn));
      return created;
    },
    async delete(context, current) {
      await url.delete(context, current);
      for (const statementId of Object.keys(PUBLIC_STATEMENTS)) {
        services.iam.deleteResourcePolicy(String(current.state.functionArn), statementId);
      }
    },
  };
}

/** The same with no say in the function's policy, as Lambda's API makes it. */
export function functionUrlAlone(services: Pick<Services, "functionUrls" | "edgeUrl">): ResourceHandler {
  const put = (id: string, label: string, properties: Properties): ResourceState => {
    const inputs = properties as unknown as FunctionUrlInputs;
    check(inputs);
    const functionArn = functionArnOf(inputs.functionName);
    services.functionUrls.putUrl({
      id,
      label,
      functionArn,
      authType: inputs.authorizationType as FunctionUrlSpec["authType"],
      ...(inputs.cors !== undefined && { cors: inputs.cors }),
    });
    return {
      id,
      state: { ...properties, functionArn, urlId: id, functionUrl: `${services.edgeUrl}/lambda-url/${id}/` },
    };
  };
  return {
    type: "aws:lambda/functionUrl:FunctionUrl",
    properties: {
      functionName: "honoured",
      authorizationType: "honoured",
      cors: "honoured",
      invokeMode: "honoured",
    },
    replaceOn: ["functionName"],
    create: async (context, properties) => put(ownIdentifierOf(context, 10), context.name, properties),
    update: async ({ name }, { id }, properties) => put(id, name, properties),
    delete: async (_context, { id }) => services.functionUrls.deleteUrl(id),
  };
}

function letEverybodyIn({ iam }: Pick<Services, "iam">, functionArn: string): void {
  for (const [Sid, statement] of Object.entries(PUBLIC_STATEMENTS)) {
    const document = {
      Version: "2012-10-17",
      Statement: [{ Sid, Effect: "Allow", Principal: "*", Resource: functionArn, ...statement }],
    };
    iam.putResourcePolicy(functionArn, Sid, JSON.stringify(document));
  }
}

/** Source: AWS Lambda API Reference, "Cors". */
const MAX_AGE_SECONDS = 86_400;

function check({ authorizationType, invokeMode = "BUFFERED", cors }: FunctionUrlInputs): void {
  if (authorizationType !== "NONE" && authorizationType !== "AWS_IAM") {
    throw new Error(`authorizationType must be "NONE" or "AWS_IAM", got ${JSON.stringify(authorizationType)}`);
  }
  if (invokeMode !== "BUFFERED") {
    throw new Error(
      `invokeMode must be "BUFFERED" locally, got "${invokeMode}": functions answer in one piece here, so nothing streams`,
    );
  }
  const { maxAge = 0, allowCredentials, allowOrigins } = cors ?? {};
  if (!Number.isInteger(maxAge) || maxAge < 0 || maxAge > MAX_AGE_SECONDS) {
    throw new Error(`cors.maxAge must be a whole number from 0 to ${MAX_AGE_SECONDS} seconds, got ${maxAge}`);
  }
  if (allowCredentials === true && allowOrigins?.includes("*")) {
    throw new AwsError(
      "InvalidParameterValueException",
      'cors: allowOrigins must name its origins (not "*") when allowCredentials is true: browsers accept no wildcard then',
    );
  }
}
