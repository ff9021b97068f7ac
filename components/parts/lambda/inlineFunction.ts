import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../arguments/childOptions";
import { LOG_RETENTION_DAYS } from "../arguments/defaults";
import { type Transform, transformed } from "../arguments/transform";
import type { Allow } from "../iam/policies";
import { serviceRole } from "../iam/serviceRole";
import { bundleHandler, type MakeHandler } from "./bundle";

/**
 * The newest runtime of Node.js that AWS has for production, until 2028-04-30; `nodejs26.x` is a preview without support (Lambda Developer
 * Guide, "Lambda runtimes", as of 2026-11). Its Node.js reads what the bundles are written for, an earlier one's syntax.
 */
const NODE_RUNTIME = "nodejs24.x";

/** Environment variables; one that may be absent is declared with `?`. */
export type Environment = { [name: string]: pulumi.Input<string> };

export interface InlineFunctionArgs<E extends Environment> {
  /**
   * Makes the handler. It is serialised with all that it captures, and runs in the function, once an environment. Build clients
   * inside it: an instance that is made outside cannot be serialised.
   *
   * Values that are known at deployment only, such as a table's name, go through `environment`, not through a captured
   * `output.get()`. Pulumi inlines a captured output's value: the artifact would differ from stack to stack, a preview of a new stack
   * would inline `undefined`, and the function would not depend on the output's resource.
   */
  handler: (environment: { [K in keyof E]: string }) => unknown;
  /** Handed to `handler` under the same names. */
  environment: E;
  /** The function's rights, besides writing its own log and traces. */
  permissions: readonly Allow[];
  /** Seconds; 1 to 900. */
  timeoutSeconds: pulumi.Input<number>;
  /** MiB; 128 to 10,240. CPU grows with it. */
  memoryMb: pulumi.Input<number>;
  /** Calls that run at once, at most; taken from the account's concurrency. @default as many as the account has */
  reservedConcurrency?: pulumi.Input<number>;
  /** @default 30 */
  logRetentionDays?: pulumi.Input<number>;
  /** ARN of a key of the account to encrypt its log and its variables with. @default keys of AWS's own */
  keyArn?: pulumi.Input<string> | undefined;
  tags: Record<string, string>;
  transform?: Transform<aws.lambda.FunctionArgs> | undefined;
}

/**
 * A Lambda whose code is written in place, with its own log group and a role that allows exactly what it is told.
 *
 * @param name the function's logical name, which its log group, role and policy extend
 * @example
 * inlineFunction("orders-producer", {
 *   environment: { EVENT_TABLE: table.name },
 *   handler: (env) => createProducer({ dynamo: new DynamoDBClient({}), eventTable: env.EVENT_TABLE }),
 *   permissions: [{ actions: ["dynamodb:PutItem"], resources: [table.arn] }],
 *   timeoutSeconds: 10, memoryMb: 256, tags,
 * }, { parent: this });
 */
export function inlineFunction<E extends Environment>(
  name: string,
  args: InlineFunctionArgs<E>,
  opts: ChildOptions,
): aws.lambda.Function {
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-log`,
    {
      retentionInDays: args.logRetentionDays ?? LOG_RETENTION_DAYS,
      ...(args.keyArn !== undefined && { kmsKeyId: args.keyArn }),
      tags: args.tags,
    },
    opts,
  );
  const variablesKey = variablesKeyOf(args);
  const { role, policy } = serviceRole(
    name,
    {
      service: "lambda.amazonaws.com",
      permissions: [...observability(logGroup), ...keyUse(variablesKey), ...args.permissions],
      tags: args.tags,
    },
    opts,
  );
  return new aws.lambda.Function(
    name,
    transformed(args.transform, {
      role: role.arn,
      code: codeOf(args, opts.parent),
      handler: "index.handler",
      runtime: NODE_RUNTIME,
      architectures: ["arm64"],
      timeout: args.timeoutSeconds,
      memorySize: args.memoryMb,
      ...(args.reservedConcurrency !== undefined && { reservedConcurrentExecutions: args.reservedConcurrency }),
      environment: { variables: args.environment },
      ...(variablesKey !== undefined && { kmsKeyArn: variablesKey }),
      // Plain text leaves a handler's own JSON lines as they are.
      loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
      tracingConfig: { mode: "Active" },
      tags: args.tags,
    }),
    // A function that starts before its policy is there has no permissions, and fails.
    { ...opts, dependsOn: [policy] },
  );
}

function codeOf<E extends Environment>(
  args: InlineFunctionArgs<E>,
  resource: pulumi.Resource,
): pulumi.Output<pulumi.asset.Archive> {
  const variables = Object.keys(args.environment).sort();
  const bundle = bundleHandler(args.handler as MakeHandler, variables, resource);
  return pulumi.output(bundle).apply(({ text, containsSecrets }) => {
    const archive = new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(text) });
    return containsSecrets ? pulumi.secret(archive) : pulumi.output(archive);
  });
}

/**
 * The key of the function's variables; none where it has no variables: Lambda does not save a key then, and every later `pulumi up`
 * would show a difference (Pulumi registry, `aws.lambda.Function`, `kmsKeyArn`).
 */
function variablesKeyOf<E extends Environment>({ environment, keyArn }: InlineFunctionArgs<E>) {
  return Object.keys(environment).length > 0 ? keyArn : undefined;
}

/** Lambda decrypts a function's variables as its role (Lambda Developer Guide, "Securing environment variables"). */
function keyUse(keyArn: pulumi.Input<string> | undefined): readonly Allow[] {
  return keyArn === undefined ? [] : [{ actions: ["kms:Decrypt"], resources: [keyArn] }];
}

function observability(logGroup: aws.cloudwatch.LogGroup): readonly Allow[] {
  return [
    // The streams of this log group, and of no other.
    { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [pulumi.interpolate`${logGroup.arn}:*`] },
    // X-Ray's write actions know no resource types (Service Authorization Reference, "AWS X-Ray"): "*" is all they accept.
    { actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources: ["*"] },
  ];
}
