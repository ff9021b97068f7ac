import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { ENVELOPE_VERSION } from "../../functions/access-cards/event";
import { entryRequest, exitRequest } from "../../functions/access-cards/requests";
import { type RestApi, restApi } from "../parts/api/restApi";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { policyDocument, trustPolicy } from "../parts/iam/policies";
import { whereaboutsOf } from "../parts/regions/regions";
import type { Settings } from "./settings";

export const ENTER_PATH = "/gates/{gateId}/enter";
export const EXIT_PATH = "/gates/{gateId}/exit";

interface GateApiArgs {
  /** Decides about entries. */
  entry: aws.lambda.Function;
  /** Takes exits. */
  stream: aws.kinesis.Stream;
  /** Readers of the stream that have to be there before anything is written to it. */
  readers: pulumi.Resource[];
  key: aws.kms.Key;
}

/** The API for gates: a function decides about entries, exits go straight into the stream. */
export function gateApi(
  name: string,
  { entry, stream, readers, key, ...settings }: Settings & GateApiArgs,
  opts: ChildOptions,
): RestApi {
  const { region, partition } = whereaboutsOf(opts.parent);
  const role = new aws.iam.Role(
    `${name}-exit-role`,
    { assumeRolePolicy: trustPolicy("apigateway.amazonaws.com"), tags: settings.tags },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-exit-policy`,
    {
      role: role.name,
      policy: policyDocument([
        { actions: ["kinesis:PutRecord"], resources: [stream.arn] },
        { actions: ["kms:GenerateDataKey"], resources: [key.arn] },
      ]),
    },
    opts,
  );
  return restApi(
    name,
    {
      description: `Gates of ${settings.subject.name}: who may enter, and who has left.`,
      methods: [
        {
          name: "enter",
          httpMethod: "POST",
          path: ENTER_PATH,
          model: modelOf(entryRequest()),
          target: { function: entry },
        },
        {
          name: "exit",
          httpMethod: "POST",
          path: EXIT_PATH,
          model: modelOf(exitRequest()),
          target: {
            uri: pulumi.interpolate`arn:${partition}:apigateway:${region}:kinesis:action/PutRecord`,
            // The role is of use once its policy is there.
            roleArn: pulumi.all([role.arn, policy.id]).apply(([arn]) => arn),
            // API Gateway Developer Guide, "Create a REST API as an Amazon Kinesis proxy".
            contentType: "application/x-amz-json-1.1",
            template: stream.name.apply(exitTemplate),
            accepted: { status: 202, body: { accepted: true } },
            refused: { status: 503, body: { message: "the exit could not be taken down: send it again" } },
          },
        },
      ],
      plan: {
        devices: settings.devices,
        rateLimit: settings.deviceRateLimit,
        burstLimit: settings.deviceBurstLimit,
        quotaPerDay: settings.deviceQuotaPerDay,
      },
      domain: settings.domain,
      throttleRateLimit: settings.throttleRateLimit,
      throttleBurstLimit: settings.throttleBurstLimit,
      logRole: settings.apiLogRole,
      logRetentionDays: settings.logRetentionDays,
      keyArn: key.arn,
      tags: settings.tags,
      transform: settings.transform,
    },
    { ...opts, dependsOn: readers },
  );
}

/** API Gateway's models are JSON schemas of draft 4 (API Gateway Developer Guide, "Data models for REST APIs"). */
function modelOf(schema: z.core.$ZodType): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { target: "draft-4" }) };
}

/**
 * Makes a record of the stream of an exit, in the Velocity Template Language.
 *
 * Whatever comes from outside is escaped, although the model lets nothing through that would need it: the gate is part of the path, which
 * no model checks. `escapeJavaScript` escapes single quotes too, which JSON does not know, so that goes back (API Gateway Developer
 * Guide, "Variables for data transformations"). Numbers stay numbers, for they are not in quotes.
 */
export function exitTemplate(streamName: string): string {
  const text = (expression: string) => `$util.escapeJavaScript(${expression}).replaceAll("\\\\'", "'")`;
  return [
    `#set($q = '"')`,
    `#set($card = ${text("$input.path('$.card_id')")})`,
    `#set($gate = ${text("$input.params().path.get('gateId')")})`,
    "#set($request = $input.path('$.request_id'))",
    "#set($id = $context.requestId)",
    `#if("$!request" != "")#set($id = ${text("$request")})#end`,
    "#set($recorded = $context.requestTimeEpoch)",
    "#set($occurred = $input.path('$.occurred_at'))",
    `#if("$!occurred" == "")#set($occurred = $recorded)#end`,
    `#set($event = "{\${q}id\${q}:\${q}\${id}\${q},\${q}version\${q}:${ENVELOPE_VERSION},\${q}type\${q}:\${q}left\${q},\${q}occurred_at\${q}:\${occurred},\${q}recorded_at\${q}:\${recorded},\${q}card_id\${q}:\${q}\${card}\${q},\${q}gate_id\${q}:\${q}\${gate}\${q}}")`,
    `{"StreamName":${JSON.stringify(streamName)},"PartitionKey":"$card","Data":"$util.base64Encode($event)"}`,
  ].join("\n");
}
