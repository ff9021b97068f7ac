import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "../arguments/transform";

/**
 * An HTTPS address of a function. It is open to everybody, unless the transform has callers sign their requests. The provider adds the
 * two permissions that an open one needs (Lambda docs, "Control access to Lambda function URLs").
 */
export function functionUrl(
  name: string,
  target: aws.lambda.Function,
  transform: Transform<aws.lambda.FunctionUrlArgs> | undefined,
  opts: pulumi.CustomResourceOptions,
): aws.lambda.FunctionUrl {
  return new aws.lambda.FunctionUrl(
    name,
    transformed(transform, { functionName: target.name, authorizationType: "NONE" }),
    opts,
  );
}
