import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A REST API that stands in an OpenAPI definition, with one function for all of its paths. */
export function restApi() {
  const role = new aws.iam.Role("rest-api", {
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
    }),
  });
  new aws.iam.RolePolicyAttachment("rest-api", {
    role,
    policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole,
  });
  const handler = new aws.lambda.CallbackFunction("rest-api", {
    role,
    callback: async ({ pathParameters }: { pathParameters: { route: string } }) => ({
      statusCode: 200,
      body: `route ${pathParameters.route}`,
    }),
  });
  const body = handler.invokeArn.apply((uri) =>
    JSON.stringify({
      openapi: "3.0.1",
      info: { title: "rest-api", version: "1.0" },
      paths: {
        "/{route+}": {
          "x-amazon-apigateway-any-method": {
            "x-amazon-apigateway-integration": {
              ...{ type: "aws_proxy", httpMethod: "POST", passthroughBehavior: "when_no_match" },
              uri,
            },
          },
        },
      },
    }),
  );
  const api = new aws.apigateway.RestApi("rest-api", { body });
  const deployment = new aws.apigateway.Deployment("rest-api", { restApi: api });
  const stage = new aws.apigateway.Stage("rest-api", { restApi: api, deployment, stageName: "v1" });
  new aws.lambda.Permission("rest-api", {
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    function: handler,
    sourceArn: pulumi.interpolate`${api.executionArn}/*/*/*`,
  });
  return { url: stage.invokeUrl };
}
