import { randomUUID } from "node:crypto";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Credentials, Permission, Principal } from "../../iam/iam";
import type { Services } from "../../services";
import type { ContainerSpec } from "./ecs";
import type { TaskDependencies } from "./taskOptions";

export type AccessDependencies = Pick<TaskDependencies, "iam" | "logs" | "secretsManager" | "ssm">;

/** A task that could not start; the message is its `stoppedReason`. */
export class TaskStartError extends Error {
  override readonly name = "TaskStartError";
}

export interface RoleSession {
  principal: Principal;
  credentials: Credentials;
}

/** @throws TaskStartError where the role's trust policy does not name ECS tasks */
export function assumeTaskRole(
  { iam }: Pick<Services, "iam">,
  roleArn: string | undefined,
  taskId: string,
): RoleSession | undefined {
  if (roleArn === undefined) return undefined;
  try {
    return iam.assumeRole(roleArn, taskId, "ecs-tasks.amazonaws.com", {
      "aws:SourceArn": arn("ecs", `task/${taskId}`),
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new TaskStartError(
      `ECS was unable to assume the role '${roleArn}' that was provided for this task. Please verify that the role being ` +
        "passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.",
    );
  }
}

/**
 * Checks what ECS does in the execution role's name to get a container's image.
 * @throws TaskStartError in ECS's words: "Resource initialization errors", "CannotPullContainer task errors" (Developer Guide)
 */
export function pullImage({ iam }: Pick<Services, "iam">, role: Principal | undefined, uri: string): void {
  const auth =
    "unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth";
  demand(iam, role, [{ action: "ecr:GetAuthorizationToken", resource: "*" }], (cause) =>
    initializationError(`${auth}: service call has been retried 1 time(s): ${cause}`),
  );
  const [name = ""] = uri.replace(/^[^/]*\//, "").split(/[:@]/);
  const resource = arn("ecr", `repository/${name}`);
  const actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
  demand(
    iam,
    role,
    actions.map((action) => ({ action, resource })),
    (cause) =>
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${uri}: ${cause}`,
  );
}

/** @throws TaskStartError where the execution role may not write to the log, or the group does not exist */
export function openLog(
  { iam, logs }: AccessDependencies,
  role: Principal | undefined,
  group: string,
  stream: string,
): void {
  const failed = (cause: string) =>
    initializationError(
      "failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: " +
        `${cause} : exit status 1`,
    );
  const resource = arn("logs", `log-group:${group}:log-stream:${stream}`);
  demand(iam, role, [{ action: "logs:CreateLogStream", resource }], failed);
  if (!logs.hasLogGroup(group)) {
    throw new TaskStartError(failed("ResourceNotFoundException: The specified log group does not exist."));
  }
}

/** The values of a container's secrets by variable. @throws TaskStartError where one cannot be had */
export function fetchSecrets(
  { iam, secretsManager, ssm }: AccessDependencies,
  role: Principal | undefined,
  { secrets }: ContainerSpec,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(secrets).map(([variable, valueFrom]) => {
      if (!valueFrom.startsWith("arn:aws:secretsmanager:")) {
        return [variable, parameterValue({ iam, ssm }, role, valueFrom)];
      }
      const [secretId, key] = partsOf(valueFrom);
      const failed = (cause: string) =>
        initializationError(
          "unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: " +
            `service call has been retried 1 time(s): failed to fetch secret ${secretId} from secrets manager: ${cause}`,
        );
      const text = attempt(failed, () => {
        const resource = secretsManager.arnOf(secretId);
        authorize(iam, role, [{ action: "secretsmanager:GetSecretValue", resource }]);
        return secretsManager.value(secretId);
      });
      return [variable, key === "" ? text : memberOf(text, key, valueFrom)];
    }),
  );
}

/**
 * The value of a parameter, by its ARN or its name (Amazon ECS Developer Guide, "Pass Systems Manager parameters through Amazon ECS environment
 * variables"). @throws TaskStartError
 */
function parameterValue(
  { iam, ssm }: Pick<AccessDependencies, "iam" | "ssm">,
  role: Principal | undefined,
  valueFrom: string,
): string {
  const failed = (cause: string) =>
    initializationError(
      "unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has " +
        `been retried 1 time(s): ${cause}`,
    );
  return attempt(failed, () => {
    authorize(iam, role, ssm.permissionsToRead(valueFrom));
    return ssm.value(valueFrom);
  });
}

/** `arn:aws:secretsmanager:<region>:<account>:secret:<name>[:<json key>[:<stage>[:<version>]]]`. */
function partsOf(valueFrom: string): [secretId: string, key: string] {
  const parts = valueFrom.split(":");
  return [parts.slice(0, 7).join(":"), parts[7] ?? ""];
}

function memberOf(text: string, key: string, valueFrom: string): string {
  const failed = (problem: string) =>
    new TaskStartError(
      initializationError(
        `unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: ` +
          `${problem} (${valueFrom})`,
      ),
    );
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw failed("the secret is no JSON, so that it has no keys");
  }
  const value = typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>)[key] : undefined;
  if (value === undefined) throw failed(`retrieved secret from Secrets Manager did not contain json key ${key}`);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Without an execution role ECS has no name to act in. */
function authorize(iam: Services["iam"], role: Principal | undefined, permissions: readonly Permission[]): void {
  if (role === undefined) {
    const actions = permissions.map(({ action }) => action).join(", ");
    throw new AwsError("AccessDenied", `the task definition has no execution role, and ${actions} needs one`, 403);
  }
  iam.authorize(role, permissions);
}

function demand(
  iam: Services["iam"],
  role: Principal | undefined,
  permissions: readonly Permission[],
  reason: (cause: string) => string,
): void {
  attempt(reason, () => authorize(iam, role, permissions));
}

function attempt<T>(reason: (cause: string) => string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const code = error.code === "AccessDenied" ? "AccessDeniedException" : error.code;
    throw new TaskStartError(reason(`${code}: ${error.message} status code: 400, request id: ${randomUUID()}`));
  }
}

function initializationError(text: string): string {
  return `ResourceInitializationError: ${text}`;
}

/** `"worker/worker/0123456789abcdef0123456789abcdef"`: prefix, container, task. */
export function logStreamName(prefix: string, container: string, taskId: string): string {
  return `${prefix}/${container}/${taskId}`;
}
