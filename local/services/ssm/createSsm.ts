import { randomUUID } from "node:crypto";
import { arn, REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { prepared } from "../../edge/awsApi";
import type { AwsCall, AwsService } from "../../edge/awsService";
import type { Permission } from "../../iam/iam";
import type { Services } from "../../services";
import type { ScriptResult } from "../ec2/operatingSystem";
import { publicParameter } from "./publicParameters";

/** Systems Manager: who its agents are, and scripts that they run. */
export interface Ssm {
  readonly api: AwsService;
}

interface Invocation {
  commandId: string;
  instanceId: string;
  /** Absent while it runs. */
  result?: ScriptResult;
}

type Result = Record<string, unknown>;
type Operation = (call: AwsCall) => Result | Promise<Result>;

const SHELL_SCRIPT = "AWS-RunShellScript";
/** Seconds that a script may take where nothing else is said (AWS-RunShellScript, `executionTimeout`). */
const EXECUTION_TIMEOUT_SECONDS = 3_600;
/** A process that a signal ended, as a shell says it. */
const KILLED = 137;

/** Commands live in memory; their scripts run in the instances' own folders. */
export function createSsm({ instances, report }: Pick<Services, "instances" | "report">): Ssm {
  const invocations = new Map<string, Invocation>();
  const keyOf = (commandId: unknown, instanceId: unknown) => `${commandId} ${instanceId}`;

  const operations: Readonly<Record<string, Operation>> = {
    DescribeInstanceInformation({ params }) {
      const ids = idsWanted(params);
      const online = instances
        .instances()
        .filter(({ id }) => instances.agentSilence(id) === undefined && (ids === undefined || ids.includes(id)));
      const items = online.map(({ id, privateIp }) => ({
        InstanceId: id,
        PingStatus: "Online",
        PlatformType: "Linux",
        PlatformName: "Amazon Linux",
        ResourceType: "EC2Instance",
        IPAddress: privateIp,
      }));
      return { InstanceInformationList: items };
    },

    SendCommand({ params }) {
      checkDocument(params.DocumentName);
      const { commands, executionTimeout } = params.Parameters as Record<string, string[] | undefined>;
      if (!commands?.length) throw new AwsError("InvalidParameters", "commands must hold at least one line");
      const timeoutMs = Number(executionTimeout?.[0] ?? EXECUTION_TIMEOUT_SECONDS) * 1000;
      const commandId = randomUUID();
      const ids = textsOf(params.InstanceIds);
      if (ids.length === 0) throw new AwsError("InvalidParameters", "InstanceIds must name at least one instance");
      for (const instanceId of ids) {
        const silence = instances.agentSilence(instanceId);
        if (silence !== undefined) {
          throw new AwsError("InvalidInstanceId", `Instances [[${instanceId}]] not in a valid state: ${silence}`);
        }
      }
      for (const instanceId of ids) {
        const invocation: Invocation = { commandId, instanceId };
        invocations.set(keyOf(commandId, instanceId), invocation);
        instances.run(instanceId, commands.join("\n"), timeoutMs).then(
          (result) => {
            invocation.result = result;
          },
          (error: unknown) => {
            report.warn("ssm", `${instanceId}: ${String(error)}`);
            invocation.result = { exitCode: 1, timedOut: false, stdout: "", stderr: String(error) };
          },
        );
      }
      const command = { CommandId: commandId, DocumentName: SHELL_SCRIPT, InstanceIds: ids, Status: "Pending" };
      return { Command: command };
    },

    GetCommandInvocation({ params }) {
      const invocation = invocations.get(keyOf(params.CommandId, params.InstanceId));
      if (!invocation) throw new AwsError("InvocationDoesNotExist", "The command ID and instance ID do not match.");
      const { commandId, instanceId, result } = invocation;
      const status = statusOf(result);
      return {
        CommandId: commandId,
        InstanceId: instanceId,
        DocumentName: SHELL_SCRIPT,
        Status: status,
        StatusDetails: status,
        ResponseCode: result?.exitCode ?? -1,
        StandardOutputContent: result?.stdout ?? "",
        StandardErrorContent: result?.stderr ?? "",
      };
    },

    GetParameter({ params }) {
      const value = publicParameter(String(params.Name));
      if (value === undefined) throw new AwsError("ParameterNotFound", `Parameter ${params.Name} not found.`);
      return { Parameter: { Name: params.Name, Type: "String", Value: value, Version: 1, DataType: "aws:ec2:image" } };
    },
  };

  const operationOf = ({ operation }: AwsCall): Operation => {
    const known = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (known) return known;
    throw new AwsError(
      "UnsupportedOperation",
      `ssm:${operation} is not supported locally (supported: ${Object.keys(operations).join(", ")})`,
    );
  };
  return {
    api: prepared({
      signingName: "ssm",
      protocol: "json-1.1",
      permissions(call) {
        operationOf(call);
        return permissionsOf(call);
      },
      handle: async (call) => ({ result: await operationOf(call)(call) }),
    }),
  };
}

/** Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Systems Manager". */
function permissionsOf({ operation, params }: AwsCall): readonly Permission[] {
  const action = `ssm:${operation}`;
  switch (operation) {
    case "SendCommand":
      return [
        // A document of AWS's own belongs to no account.
        { action, resource: `arn:aws:ssm:${REGION}::document/${params.DocumentName}` },
        ...textsOf(params.InstanceIds).map((id) => ({ action, resource: arn("ec2", `instance/${id}`) })),
      ];
    case "GetParameter":
      return [{ action, resource: `arn:aws:ssm:${REGION}::parameter${params.Name}` }];
    default:
      return [{ action, resource: "*" }];
  }
}

function statusOf(result: ScriptResult | undefined): string {
  if (!result) return "InProgress";
  if (result.timedOut) return "TimedOut";
  if (result.exitCode === KILLED) return "Terminated";
  return result.exitCode === 0 ? "Success" : "Failed";
}

function checkDocument(name: unknown): void {
  if (name === SHELL_SCRIPT) return;
  throw new AwsError("InvalidDocument", `the one document that runs locally is ${SHELL_SCRIPT}, got ${String(name)}`);
}

/** The instances that `Filters` names; `undefined` for all. @throws AwsError `InvalidFilter` for another filter */
function idsWanted({ Filters }: Record<string, unknown>): readonly string[] | undefined {
  const filters = (Filters ?? []) as readonly { Key?: string; Values?: readonly string[] }[];
  const other = filters.find(({ Key }) => Key !== "InstanceIds");
  if (other)
    throw new AwsError("InvalidFilter", `the one filter that is known locally is InstanceIds, got ${other.Key}`);
  return filters.length === 0 ? undefined : filters.flatMap(({ Values = [] }) => Values);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
