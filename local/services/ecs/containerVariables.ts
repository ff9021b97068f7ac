import { devNull } from "node:os";
import path from "node:path";
import { REGION } from "../../base/arn";
import type { Credentials } from "../../iam/iam";
import type { ContainerSpec } from "./ecs";
import type { LocalImage } from "./images";

export interface VariableSources {
  image: LocalImage;
  container: ContainerSpec;
  /** Variables of the task's override. */
  overrides: Readonly<Record<string, string>>;
  secrets: Readonly<Record<string, string>>;
  /** Credentials of the task's role; absent where it has none. */
  credentials?: Credentials | undefined;
  /** `"http://127.0.0.1:4510/ecs-agent/<secret id of the container>"` */
  agentUrl: string;
  edgeUrl: string;
  /** A folder of the task's own. */
  temporaryFolder: string;
  /** The authority that signed the local databases' certificates, where there are any. */
  caFile?: string | undefined;
}

/**
 * Everything that a container's program finds in `process.env`: what its image and its definition say and what Fargate sets,
 * and nothing of the host's environment, so that no real credentials and no developer's settings leak in.
 *
 * Where Fargate offers credentials at an address, they are given directly here. `TMPDIR` is set because all tasks share this
 * machine's `/tmp`, which on Fargate each has for itself.
 *
 * Source: Amazon ECS Developer Guide, "Amazon ECS container agent endpoints" and "Task metadata endpoint version 4".
 */
export function containerVariables(sources: VariableSources): Record<string, string> {
  const { image, container, credentials, agentUrl, edgeUrl, temporaryFolder, caFile } = sources;
  // The authorities of AWS's databases that an image knows were fetched when Docker built it.
  const { NODE_EXTRA_CA_CERTS: _, ...imageEnvironment } = image.environment;
  return {
    PATH: [path.dirname(process.execPath), "/usr/local/bin:/usr/bin:/bin"].join(path.delimiter),
    HOME: temporaryFolder,
    TMPDIR: temporaryFolder,
    ...imageEnvironment,
    ...container.environment,
    ...sources.overrides,
    ...sources.secrets,
    ...(caFile !== undefined && { NODE_EXTRA_CA_CERTS: caFile }),

    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: "AWS_ECS_FARGATE",
    ECS_CONTAINER_METADATA_URI_V4: `${agentUrl}/v4`,
    ECS_AGENT_URI: `${agentUrl}/api`,
    ...(credentials && {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    }),
    AWS_ENDPOINT_URL: edgeUrl,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_CONFIG_FILE: devNull,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
