import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface RestMethod {
  /** The part of its resources' names that tells them from those of other methods. */
  name: string;
  /** `"POST"` */
  httpMethod: string;
  /** `"/gates/{gateId}/enter"` */
  path: string;
  /** JSON schema, draft 4, of the body. */
  model: Readonly<Record<string, unknown>>;
  target: FunctionTarget | ActionTarget;
}

/** A function that answers. */
export interface FunctionTarget {
  function: aws.lambda.Function;
}

/** An action of an AWS service, with no function in between. */
export interface ActionTarget {
  /** `arn:aws:apigateway:...:kinesis:action/PutRecord` */
  uri: pulumi.Input<string>;
  /** ARN of the role that may call it. */
  roleArn: pulumi.Input<string>;
  /** Content type of the body that the template makes, such as `"application/x-amz-json-1.1"`. */
  contentType: string;
  /** Turns a JSON request into the action's body; in the Velocity Template Language. */
  template: pulumi.Input<string>;
  /** The answer to the client where the action succeeded. */
  accepted: { status: number; body: Readonly<Record<string, unknown>> };
  /** The answer otherwise. */
  refused: { status: number; body: Readonly<Record<string, unknown>> };
}

export interface MadeMethod {
  /** Everything that a change of must make another deployment. */
  definition: pulumi.Input<unknown>;
  children: pulumi.Resource[];
}

export interface MethodPlace {
  api: aws.apigateway.RestApi;
  validator: aws.apigateway.RequestValidator;
  resourceId: pulumi.Input<string>;
}

/** Milliseconds; the longest an integration may take without asking AWS for more (Amazon API Gateway quotas). */
const INTEGRATION_TIMEOUT_MS = 29_000;

/** A method that needs a device's key and a body that fits its model. */
export function method(
  name: string,
  args: RestMethod,
  { api, validator, resourceId }: MethodPlace,
  opts: pulumi.CustomResourceOptions,
): MadeMethod {
  const schema = JSON.stringify(args.model);
  const model = new aws.apigateway.Model(
    `${name}-model`,
    // A model's name has letters and digits only: API Gateway would refuse the hyphen of an automatic name.
    { restApi: api.id, name: modelName(args.name), contentType: "application/json", schema },
    opts,
  );
  const place = { restApi: api.id, resourceId, httpMethod: args.httpMethod };
  const made = new aws.apigateway.Method(
    `${name}-method`,
    {
      ...place,
      authorization: "NONE",
      apiKeyRequired: true,
      requestValidatorId: validator.id,
      requestModels: { "application/json": model.name },
      requestParameters: Object.fromEntries(
        parametersOf(args.path).map((parameter) => [`method.request.path.${parameter}`, true]),
      ),
    },
    opts,
  );
  const { target } = args;
  const { integration, children } =
    "function" in target
      ? toFunction(name, args, target.function, { api, place }, { ...opts, dependsOn: [made] })
      : toAction(name, target, place, { ...opts, dependsOn: [made] });
  return {
    definition: {
      ...{ httpMethod: args.httpMethod, path: args.path, schema },
      ...("function" in target ? { function: target.function.arn } : target),
      validator: [validator.validateRequestBody, validator.validateRequestParameters],
    },
    children: [model, made, integration, ...children],
  };
}

type Place = { restApi: pulumi.Output<string>; resourceId: pulumi.Input<string>; httpMethod: string };

function toFunction(
  name: string,
  { httpMethod, path }: RestMethod,
  target: aws.lambda.Function,
  { api, place }: { api: aws.apigateway.RestApi; place: Place },
  opts: pulumi.CustomResourceOptions,
) {
  const permission = new aws.lambda.Permission(
    name,
    {
      action: "lambda:InvokeFunction",
      function: target.name,
      principal: "apigateway.amazonaws.com",
      // For any stage: the stage is made after the deployment, and the deployment after this.
      sourceArn: pulumi.interpolate`${api.executionArn}/*/${httpMethod}${path.replaceAll(/\{[^}]+\}/g, "*")}`,
    },
    opts,
  );
  const integration = new aws.apigateway.Integration(
    `${name}-integration`,
    {
      ...place,
      type: "AWS_PROXY",
      integrationHttpMethod: "POST",
      uri: target.invokeArn,
      timeoutMilliseconds: INTEGRATION_TIMEOUT_MS,
    },
    opts,
  );
  return { integration, children: [permission] };
}

function toAction(name: string, target: ActionTarget, place: Place, opts: pulumi.CustomResourceOptions) {
  const integration = new aws.apigateway.Integration(
    `${name}-integration`,
    {
      ...place,
      type: "AWS",
      integrationHttpMethod: "POST",
      uri: target.uri,
      credentials: target.roleArn,
      requestParameters: { "integration.request.header.Content-Type": `'${target.contentType}'` },
      requestTemplates: { "application/json": target.template },
      // Otherwise a body of another content type would reach the action as it is, unchecked.
      passthroughBehavior: "NEVER",
      timeoutMilliseconds: INTEGRATION_TIMEOUT_MS,
    },
    opts,
  );
  const answers = [
    { role: "accepted", ...target.accepted, selectionPattern: "200" },
    // Without a pattern it is the default: whatever is not known to be right is refused.
    { role: "refused", ...target.refused },
  ];
  const children = answers.flatMap(({ role, status, body, ...selection }) => {
    const statusCode = String(status);
    const response = new aws.apigateway.MethodResponse(`${name}-${role}`, { ...place, statusCode }, opts);
    const mapping = new aws.apigateway.IntegrationResponse(
      `${name}-${role}`,
      { ...place, statusCode, ...selection, responseTemplates: { "application/json": JSON.stringify(body) } },
      { ...opts, dependsOn: [integration, response] },
    );
    return [response, mapping];
  });
  return { integration, children };
}

function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{([^}+]+)\}/g)].map(([, parameter]) => parameter ?? "");
}

function modelName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, "");
}
