import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { SignedAuth } from "../api/auth";
import { type Transform, transformed } from "../arguments/transform";
import { FUNCTION_URLS, regionWith } from "../regions/regions";

export interface FunctionUrlArgs {
  /** The function that answers. */
  target: aws.lambda.Function;
  /** Those who may call it. */
  auth: SignedAuth;
  transform?: Transform<aws.lambda.FunctionUrlArgs> | undefined;
}

/** The two permissions that everybody needs (AWS Lambda Developer Guide, "Control access to Lambda function URLs"). */
const EVERYBODY = {
  call: { action: "lambda:InvokeFunctionUrl", functionUrlAuthType: "NONE" },
  invoke: { action: "lambda:InvokeFunction", invokedViaFunctionUrl: true },
} as const;

/**
 * An HTTPS address of a function. With `"iam"`, callers sign their requests for `lambda`, and need `lambda:InvokeFunctionUrl` and
 * `lambda:InvokeFunction` on the function.
 */
export function functionUrl(
  name: string,
  { target, auth, transform }: FunctionUrlArgs,
  opts: pulumi.CustomResourceOptions,
): aws.lambda.FunctionUrl {
  const region = regionWith(FUNCTION_URLS, `the URL of the function "${name}"`, opts.parent);
  const url = new aws.lambda.FunctionUrl(
    name,
    transformed(transform, {
      functionName: pulumi.all([target.name, region]).apply(([functionName]) => functionName),
      authorizationType: auth === "public" ? "NONE" : "AWS_IAM",
    }),
    opts,
  );
  if (auth === "public") letEverybodyIn(name, target, opts);
  return url;
}

/**
 * Adds the permissions that the provider adds by itself when it creates an open URL, but not when it opens one later: without them, an
 * address that has been closed once stays closed.
 */
function letEverybodyIn(name: string, target: aws.lambda.Function, opts: pulumi.CustomResourceOptions): void {
  for (const [step, permission] of Object.entries(EVERYBODY)) {
    new aws.lambda.Permission(`${name}-public-${step}`, { ...permission, function: target.name, principal: "*" }, opts);
  }
}
