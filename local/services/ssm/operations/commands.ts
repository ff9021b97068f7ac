import { randomUUID } from "node:crypto";
import type {
  CommandInvocationStatus,
  DescribeInstanceInformationCommandInput,
  DescribeInstanceInformationCommandOutput,
  GetCommandInvocationCommandInput,
  GetCommandInvocationCommandOutput,
  SendCommandCommandInput,
  SendCommandCommandOutput,
} from "@aws-sdk/client-ssm";
import { arn, REGION } from "../../../base/arn";
import { AwsError } from "../../../base/awsError";
import type { Given } from "../../../edge/wireTypes";
import type { ScriptResult } from "../../ec2/operatingSystem";
import type { Invocation, SsmOperation } from "./ssmOperation";

const SHELL_SCRIPT = "AWS-RunShellScript";
/** Seconds that a script may take where nothing else is said (AWS-RunShellScript, `executionTimeout`). */
const EXECUTION_TIMEOUT_SECONDS = 3_600;
/** A process that a signal ended, as a shell says it. */
const KILLED = 137;

export const describeInstanceInformation: SsmOperation<
  DescribeInstanceInformationCommandInput,
  DescribeInstanceInformationCommandOutput
> = {
  parameters: { Filters: "structures?" },
  permissions: () => [{ action: "ssm:DescribeInstanceInformation", resource: "*" }],
  run({ Filters }, { instances }) {
    const ids = idsWanted(Filters);
    const online = instances
      .instances()
      .filter(({ id }) => instances.agentSilence(id) === undefined && (ids === undefined || ids.includes(id)));
    const items = online.map(({ id, privateIp }) => ({
      ...({ PingStatus: "Online", PlatformType: "Linux", ResourceType: "EC2Instance" } as const),
      InstanceId: id,
      PlatformName: "Amazon Linux",
      IPAddress: privateIp,
    }));
    return { InstanceInformationList: items };
  },
};

export const sendCommand: SsmOperation<SendCommandCommandInput, SendCommandCommandOutput> = {
  parameters: { DocumentName: "text", InstanceIds: "texts?", Parameters: "map?" },
  permissions: ({ DocumentName, InstanceIds: ids = [] }) => [
    // A document of AWS's own belongs to no account.
    { action: "ssm:SendCommand", resource: `arn:aws:ssm:${REGION}::document/${DocumentName}` },
    ...ids.map((id) => ({ action: "ssm:SendCommand", resource: arn("ec2", `instance/${id}`) })),
  ],
  run({ DocumentName, InstanceIds: ids = [], Parameters = {} }, { instances, invocations, report }) {
    checkDocument(DocumentName);
    const { commands, executionTimeout } = Parameters;
    if (!commands?.length) throw new AwsError("InvalidParameters", "commands must hold at least one line");
    const timeoutMs = Number(executionTimeout?.[0] ?? EXECUTION_TIMEOUT_SECONDS) * 1000;
    const commandId = randomUUID();
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
    return {
      Command: { CommandId: commandId, DocumentName: SHELL_SCRIPT, InstanceIds: ids, Status: "Pending" as const },
    };
  },
};

export const getCommandInvocation: SsmOperation<GetCommandInvocationCommandInput, GetCommandInvocationCommandOutput> = {
  parameters: { CommandId: "text", InstanceId: "text" },
  permissions: () => [{ action: "ssm:GetCommandInvocation", resource: "*" }],
  run({ CommandId, InstanceId }, { invocations }) {
    const invocation = invocations.get(keyOf(CommandId, InstanceId));
    if (!invocation) throw new AwsError("InvocationDoesNotExist", "The command ID and instance ID do not match.");
    const { commandId, instanceId, result } = invocation;
    const status = statusOf(result);
    return {
      CommandId: commandId,
      InstanceId: instanceId,
      DocumentName: SHELL_SCRIPT,
      Status: status as CommandInvocationStatus,
      StatusDetails: status,
      ResponseCode: result?.exitCode ?? -1,
      StandardOutputContent: result?.stdout ?? "",
      StandardErrorContent: result?.stderr ?? "",
    };
  },
};

function keyOf(commandId: string, instanceId: string): string {
  return `${commandId} ${instanceId}`;
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
function idsWanted(
  filters: Given<DescribeInstanceInformationCommandInput["Filters"]> = [],
): readonly string[] | undefined {
  const other = filters.find(({ Key }) => Key !== "InstanceIds");
  if (other)
    throw new AwsError("InvalidFilter", `the one filter that is known locally is InstanceIds, got ${other.Key}`);
  return filters.length === 0 ? undefined : filters.flatMap(({ Values: values = [] }) => values);
}
