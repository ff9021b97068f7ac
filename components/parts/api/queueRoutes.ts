import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type KeyArn, keyPermissions } from "../existing/keyUse";
import { serviceRole } from "../iam/serviceRole";
import type { SignedAuth } from "./auth";

/** `"POST /webhook/{source}"`: a method and a path. */
export type RouteKey = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`;

/**
 * A route whose requests become messages: the body as it is, and attributes that are taken from the request.
 *
 * A value is static text, a variable such as `$request.header.x-id`, or text with variables in braces: `v1:${request.header.x-id}`
 * (API Gateway docs, "Create AWS service integrations for HTTP APIs"). A request that lacks one of the variables is refused with 400.
 */
export interface QueueRoute {
  name: string;
  key: RouteKey;
  /** Those who may call it. */
  auth: SignedAuth;
  /**
   * Message attributes by name; variables stand in braces. API Gateway writes them as JSON in this order, and does not escape what a
   * header holds, which may so add attributes of its own. Of two with one name the later one counts: those that must hold come last.
   */
  attributes: Readonly<Record<string, string>>;
  /** The message's group and deduplication id, where the queue is a FIFO queue. */
  fifo?: { groupId: string; deduplicationId: string } | undefined;
}

/** The arguments of a route by those who may call it. */
export const SIGNED_ACCESS: Readonly<Record<SignedAuth, Pick<aws.apigatewayv2.RouteArgs, "authorizationType">>> = {
  iam: { authorizationType: "AWS_IAM" },
  public: {},
};

/** Makes routes that put their requests into a queue, with a role that may do just that. They answer 202. */
export function queueRoutes(
  name: string,
  api: aws.apigatewayv2.Api,
  args: { target: aws.sqs.Queue; keyArn?: KeyArn; routes: readonly QueueRoute[]; tags: Record<string, string> },
  opts: pulumi.CustomResourceOptions,
): aws.apigatewayv2.Route[] {
  const { role, policy } = serviceRole(
    `${name}-sender`,
    {
      service: "apigateway.amazonaws.com",
      permissions: [
        { actions: ["sqs:SendMessage"], resources: [args.target.arn] },
        ...keyPermissions({ sends: [args.keyArn] }),
      ],
      tags: args.tags,
    },
    opts,
  );
  return args.routes.map((route) => {
    const integration = new aws.apigatewayv2.Integration(
      `${name}-${route.name}`,
      {
        apiId: api.id,
        integrationType: "AWS_PROXY",
        integrationSubtype: "SQS-SendMessage",
        payloadFormatVersion: "1.0",
        credentialsArn: role.arn,
        requestParameters: {
          QueueUrl: args.target.url,
          MessageBody: "$request.body",
          MessageAttributes: attributesJson(route.attributes),
          ...(route.fifo !== undefined && {
            MessageGroupId: route.fifo.groupId,
            MessageDeduplicationId: route.fifo.deduplicationId,
          }),
        },
        // SQS says 200, but nothing has been processed yet.
        responseParameters: [{ statusCode: "200", mappings: { "overwrite:statuscode": "202" } }],
      },
      { ...opts, dependsOn: [policy] },
    );
    return new aws.apigatewayv2.Route(
      `${name}-${route.name}`,
      {
        apiId: api.id,
        routeKey: route.key,
        target: pulumi.interpolate`integrations/${integration.id}`,
        ...SIGNED_ACCESS[route.auth],
      },
      opts,
    );
  });
}

function attributesJson(attributes: Readonly<Record<string, string>>): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    ),
  );
}
