import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import {
  createActivity,
  deleteActivity,
  describeActivity,
  getActivityTask,
  listActivities,
} from "./operations/activities";
import { createStateMachine } from "./operations/createStateMachine";
import { describeStateMachine, describeStateMachineForExecution } from "./operations/describeStateMachine";
import { describeExecution, listExecutions, redriveExecution, stopExecution } from "./operations/executions";
import { getExecutionHistory } from "./operations/getExecutionHistory";
import { listStateMachines } from "./operations/listStateMachines";
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from "./operations/sendTaskResult";
import type { SfnParts } from "./operations/sfnOperation";
import { startExecution, startSyncExecution } from "./operations/startExecution";
import { listTagsForResource, tagResource, untagResource } from "./operations/tags";
import { deleteStateMachine, updateStateMachine } from "./operations/updateStateMachine";
import { validateStateMachineDefinition } from "./operations/validateStateMachineDefinition";

/**
 * Step Functions' API. Machines are made here and by the program's resources, by the same code.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for AWS Step Functions".
 */
export function sfnApi(parts: SfnParts): AwsService {
  return awsApi({
    signingName: "states",
    protocol: "json-1.0",
    parts,
    operations: {
      StartSyncExecution: startSyncExecution,
      StartExecution: startExecution,
      RedriveExecution: redriveExecution,
      StopExecution: stopExecution,
      DescribeExecution: describeExecution,
      CreateActivity: createActivity,
      DeleteActivity: deleteActivity,
      DescribeActivity: describeActivity,
      ListActivities: listActivities,
      GetActivityTask: getActivityTask,
      CreateStateMachine: createStateMachine,
      UpdateStateMachine: updateStateMachine,
      DeleteStateMachine: deleteStateMachine,
      ListStateMachines: listStateMachines,
      DescribeStateMachine: describeStateMachine,
      DescribeStateMachineForExecution: describeStateMachineForExecution,
      TagResource: tagResource,
      UntagResource: untagResource,
      ListTagsForResource: listTagsForResource,
      ValidateStateMachineDefinition: validateStateMachineDefinition,
      ListExecutions: listExecutions,
      GetExecutionHistory: getExecutionHistory,
      SendTaskSuccess: sendTaskSuccess,
      SendTaskFailure: sendTaskFailure,
      SendTaskHeartbeat: sendTaskHeartbeat,
    },
    unknown: (operation, known) =>
      new AwsError(
        "UnknownOperationException",
        `states:${operation} is not supported locally (supported: ${known.join(", ")}): ` +
          "add it to local/services/sfn/sfnApi.ts",
        404,
      ),
    refused: ({ parameter, value }) =>
      value === undefined || value === ""
        ? new AwsError("ValidationException", `${parameter} must be a text of at least one character`)
        : new AwsError("SerializationException", `${parameter} must be a text`),
  });
}
