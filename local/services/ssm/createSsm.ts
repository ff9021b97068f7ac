import { AwsError } from "../../base/awsError";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import { awsApi } from "../../edge/awsApi";
import type { Services } from "../../services";
import { describeInstanceInformation, getCommandInvocation, sendCommand } from "./operations/commands";
import { deleteParameter, deleteParameters } from "./operations/deleteParameters";
import { describeParameters } from "./operations/describeParameters";
import { getParameter, getParameterHistory, getParameters, getParametersByPath } from "./operations/getParameters";
import { labelParameterVersion, unlabelParameterVersion } from "./operations/labels";
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from "./operations/parameterTags";
import { putParameter } from "./operations/putParameter";
import { decrypting, notFound, onParameter, parameterNamed, type SsmParts } from "./operations/ssmOperation";
import { newestOf } from "./parameter";
import { ParameterStore } from "./parameterStore";
import type { Ssm } from "./ssm";

/**
 * Systems Manager. Commands live in memory; their scripts run in the instances' own folders.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for AWS Systems Manager".
 *
 * @param kept the parameters of an earlier process
 */
export function createSsm(
  deps: Pick<Services, "clock" | "instances" | "inventory" | "kms" | "report">,
  kept: KeptMaps = noMaps,
): Ssm {
  const parameters = new ParameterStore(deps.clock, kept);
  const parts: SsmParts = { ...deps, invocations: new Map(), parameters };
  const api = awsApi({
    signingName: "ssm",
    protocol: "json-1.1",
    parts,
    operations: {
      AddTagsToResource: addTagsToResource,
      DeleteParameter: deleteParameter,
      DeleteParameters: deleteParameters,
      DescribeInstanceInformation: describeInstanceInformation,
      DescribeParameters: describeParameters,
      GetCommandInvocation: getCommandInvocation,
      GetParameter: getParameter,
      GetParameterHistory: getParameterHistory,
      GetParameters: getParameters,
      GetParametersByPath: getParametersByPath,
      LabelParameterVersion: labelParameterVersion,
      ListTagsForResource: listTagsForResource,
      PutParameter: putParameter,
      RemoveTagsFromResource: removeTagsFromResource,
      SendCommand: sendCommand,
      UnlabelParameterVersion: unlabelParameterVersion,
    },
    unknown: (operation, known) =>
      new AwsError(
        "UnsupportedOperation",
        `ssm:${operation} is not supported locally (supported: ${known.join(", ")})`,
      ),
    refused: ({ parameter, kind }) => new AwsError("ValidationException", `${parameter} must be a ${kind}`),
  });
  return {
    api,
    parameters,
    permissionsToRead: (id) => [...onParameter("ssm:GetParameters", id), ...decrypting(id, true, parts)],
    value(id) {
      const found = parameterNamed(id, parts);
      if (found === undefined) throw notFound(id);
      return newestOf(found).value;
    },
  };
}
