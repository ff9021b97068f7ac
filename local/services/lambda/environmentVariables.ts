import { devNull } from "node:os";
import { REGION } from "../../base/arn";
import type { Credentials } from "../../iam/iam";
import type { FunctionSpec } from "./lambda";

/**
 * Everything that a function finds in `process.env`: what AWS sets, the function's own variables, and nothing of the
 * host's environment, so that no real credentials and no developer's settings leak in.
 * Source: "Defined runtime environment variables" in the Lambda developer guide.
 */
export function environmentVariables(
  spec: FunctionSpec,
  logStreamName: string,
  credentials: Credentials,
  edgeUrl: string,
): Record<string, string> {
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    ...spec.environment,

    _HANDLER: spec.handler,
    LAMBDA_TASK_ROOT: spec.codeFolder,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_LAMBDA_LOG_FORMAT: spec.logFormat,
    ...(spec.applicationLogLevel !== undefined && { AWS_LAMBDA_LOG_LEVEL: spec.applicationLogLevel }),

    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: edgeUrl,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_CONFIG_FILE: devNull,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
