import { arn, REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import {
  isCodeArchive,
  type Properties,
  type ResourceContext,
  type ResourceHandler,
  type ResourceState,
} from "../../engine/resourceHandler";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import type { FunctionSpec } from "../../services/lambda/lambda";
import type { FunctionInputs } from "./functionInputs";
import { checkFunction } from "./functionLimits";

/** `aws.lambda.Function`: Node.js functions whose code is an archive. */
export function lambdaFunction(services: Pick<Services, "iam" | "kms" | "lambda" | "clock">): ResourceHandler {
  const put = (context: ResourceContext, properties: Properties, lastModified: string): ResourceState => {
    const saved = savedProperties(properties);
    const inputs = saved as unknown as FunctionInputs;
    checkFunction(inputs);
    const name = context.physicalName(inputs.name, 64);
    const role = requireTrust(services, inputs.role, name);
    const deadLetterArn = inputs.deadLetterConfig?.targetArn || undefined;
    if (deadLetterArn !== undefined) requireDeadLetters(services, role, deadLetterArn);
    if (!isCodeArchive(inputs.code)) {
      throw new Error("code must be an archive of files (pulumi.asset.AssetArchive or FileArchive)");
    }
    const keyArn = inputs.kmsKeyArn === undefined ? undefined : services.kms.keyArn(inputs.kmsKeyArn);
    const spec: FunctionSpec = {
      arn: arn("lambda", `function:${name}`),
      name,
      label: context.name,
      roleArn: inputs.role,
      ...(keyArn !== undefined && { keyArn }),
      codeFolder: inputs.code.codeFolder,
      handler: inputs.handler ?? "",
      runtime: inputs.runtime ?? "",
      timeoutSeconds: inputs.timeout ?? 3,
      memoryMb: inputs.memorySize ?? 128,
      ...(deadLetterArn !== undefined && { deadLetterArn }),
      reservedConcurrency: inputs.reservedConcurrentExecutions ?? -1,
      environment: inputs.environment?.variables ?? {},
      logGroupName: inputs.loggingConfig?.logGroup ?? `/aws/lambda/${name}`,
      logFormat: inputs.loggingConfig?.logFormat ?? "Text",
      ...(inputs.loggingConfig?.applicationLogLevel !== undefined && {
        applicationLogLevel: inputs.loggingConfig.applicationLogLevel,
      }),
      ...(inputs.loggingConfig?.systemLogLevel !== undefined && {
        systemLogLevel: inputs.loggingConfig.systemLogLevel,
      }),
    };
    services.lambda.putFunction(spec);
    return { id: name, state: { ...saved, ...outputs(spec, inputs.code.sha256, lastModified) } };
  };

  return {
    type: "aws:lambda/function:Function",
    properties: {
      name: "honoured",
      role: "honoured",
      code: "honoured",
      handler: "honoured",
      runtime: { noEffect: "the host's own Node runs the code; what is no runtime of Node.js is refused" },
      packageType: "honoured",
      timeout: "honoured",
      memorySize: "honoured",
      environment: "honoured",
      reservedConcurrentExecutions: "honoured",
      deadLetterConfig: "honoured",
      loggingConfig: "honoured",
      publish: "honoured",
      kmsKeyArn: "honoured",
      sourceCodeHash: { noEffect: "a change of the code is seen in the code itself" },
      architectures: { noEffect: "functions run on this machine's own processor" },
      ephemeralStorage: { noEffect: "functions write to this machine's own /tmp, whatever its size" },
      tracingConfig: { noEffect: "there is no X-Ray store; functions get a trace id that is not sampled" },
      description: { noEffect: "a text for people" },
      skipDestroy: { noEffect: "nothing outlives the local cloud" },
    },
    replaceOn: ["name", "packageType"],
    create: async (context, inputs) => put(context, inputs, awsTimestamp(services.clock.now())),
    update: async (context, current, inputs) => {
      const { code: before, lastModified } = current.state;
      const sameCode = isCodeArchive(before) && isCodeArchive(inputs.code) && before.sha256 === inputs.code.sha256;
      return put(context, inputs, sameCode ? String(lastModified) : awsTimestamp(services.clock.now()));
    },
    delete: async (_context, current) => services.lambda.deleteFunction(String(current.state.arn)),
  };
}

/**
 * The properties without those that Lambda drops: it saves no key where there are no variables to encrypt (Pulumi registry,
 * `aws.lambda.Function`, `kmsKeyArn`).
 */
function savedProperties(properties: Properties): Properties {
  const { environment } = properties as Pick<FunctionInputs, "environment">;
  if (Object.keys(environment?.variables ?? {}).length > 0) return properties;
  const { kmsKeyArn: _dropped, ...saved } = properties;
  return saved;
}

/** @throws AwsError as CreateFunction does for a role whose trust policy does not name Lambda */
function requireTrust({ iam }: Pick<Services, "iam">, roleArn: string, functionName: string): Principal {
  try {
    return iam.assumeRole(roleArn, functionName, "lambda.amazonaws.com").principal;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new AwsError(
      "InvalidParameterValueException",
      `The role defined for the function cannot be assumed by Lambda. (${cause})`,
    );
  }
}

/** @throws AwsError as CreateFunction does for a role that may not send there */
function requireDeadLetters({ iam }: Pick<Services, "iam">, principal: Principal, target: string): void {
  const service = target.split(":")[2];
  if (service !== "sqs" && service !== "sns") {
    throw new Error(`deadLetterConfig.targetArn must be of a queue or a topic, got "${target}"`);
  }
  const [operation, shown] = service === "sqs" ? ["SendMessage", "SQS"] : ["Publish", "SNS"];
  if (iam.allows(principal, { action: `${service}:${operation}`, resource: target })) return;
  throw new AwsError(
    "InvalidParameterValueException",
    `The provided execution role does not have permissions to call ${operation} on ${shown}`,
  );
}

function outputs(spec: FunctionSpec, sha256: string, lastModified: string): Properties {
  return {
    name: spec.name,
    arn: spec.arn,
    qualifiedArn: `${spec.arn}:$LATEST`,
    invokeArn: `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${spec.arn}/invocations`,
    qualifiedInvokeArn: `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${spec.arn}:$LATEST/invocations`,
    version: "$LATEST",
    lastModified,
    codeSha256: sha256,
    sourceCodeHash: sha256,
    timeout: spec.timeoutSeconds,
    memorySize: spec.memoryMb,
    packageType: "Zip",
    reservedConcurrentExecutions: spec.reservedConcurrency,
    loggingConfig: { logFormat: spec.logFormat, logGroup: spec.logGroupName },
    tracingConfig: { mode: "PassThrough" },
  };
}

/** Lambda writes time zones without a colon: `"2026-01-31T10:00:00.000+0000"`. */
function awsTimestamp(now: number): string {
  return new Date(now).toISOString().replace("Z", "+0000");
}
