import type { Step } from "../calls";
import { ANY, type Table } from "../table";
import { EXECUTION, refusal, row } from "./apiRows";
import { apiReference, recorded } from "./sources";
import type { SfnApiInput } from "./subject";

const ACTIVITY = "arn:aws:states:us-east-1:000000000000:activity:work";
const MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:flow";
const INPUT = '{"Value1":"Hello","Value2":"World"}';

const CREATE: Step = ["CreateActivity", { name: "work" }];
const DELETE: Step = ["DeleteActivity", { activityArn: ACTIVITY }];
const started = (fields: object = {}): readonly Step[] => [
  [
    "CreateStateMachine",
    {
      name: "flow",
      definition: JSON.stringify({
        StartAt: "ActivityTask",
        States: { ActivityTask: { Type: "Task", Resource: ACTIVITY, End: true, ...fields } },
      }),
      roleArn: "$role",
    },
  ],
  ["StartExecution", { stateMachineArn: MACHINE, name: "run", input: INPUT }],
  ["wait", 0],
];
const take = (workerName?: string): Step => [
  "GetActivityTask",
  { activityArn: ACTIVITY, ...(workerName !== undefined && { workerName }) },
  "task",
];
const succeed: Step = ["SendTaskSuccess", { taskToken: "$task.taskToken", output: "$task.input" }];
const history: readonly Step[] = [
  ["wait", 0],
  ["GetExecutionHistory", { executionArn: EXECUTION }],
];
const TRUNCATED = { truncated: false };

const RECORDED = (test: string) => recorded("activities/test_activities", test);

export const activities: Table<SfnApiInput> = {
  service: "AWS Step Functions",
  topic: "activities",
  rows: [
    row(
      "CreateActivity answers the ARN and the date",
      [CREATE],
      { activityArn: ACTIVITY, creationDate: ANY },
      RECORDED("test_activity_task"),
    ),
    row(
      "the same name again is the same activity",
      [CREATE, CREATE],
      { activityArn: ACTIVITY, creationDate: ANY },
      apiReference("CreateActivity"),
    ),
    row(
      "DescribeActivity tells the name and the date",
      [CREATE, ["DescribeActivity", { activityArn: ACTIVITY }]],
      {
        ...{ activityArn: ACTIVITY, name: "work", creationDate: ANY },
        encryptionConfiguration: { type: "AWS_OWNED_KEY" },
      },
      apiReference("DescribeActivity"),
    ),
    row(
      "DescribeActivity of what is not there",
      [["DescribeActivity", { activityArn: ACTIVITY }]],
      refusal("ActivityDoesNotExist", `Activity Does Not Exist: '${ACTIVITY}'`),
      apiReference("DescribeActivity"),
    ),
    row("DeleteActivity answers nothing", [CREATE, DELETE], {}, apiReference("DeleteActivity")),
    row("DeleteActivity of what is not there is no error", [DELETE], {}, apiReference("DeleteActivity")),
    row(
      "ListActivities lists them",
      [CREATE, ["ListActivities", {}]],
      { activities: [{ activityArn: ACTIVITY, name: "work", creationDate: ANY }] },
      apiReference("ListActivities"),
    ),
    row(
      "an activity has tags",
      [
        ["CreateActivity", { name: "work", tags: [{ key: "team", value: "a" }] }],
        ["ListTagsForResource", { resourceArn: ACTIVITY }],
      ],
      { tags: [{ key: "team", value: "a" }] },
      apiReference("ListTagsForResource"),
    ),
    row(
      "a worker gets the state's input, and a token",
      [CREATE, ...started(), take("BASE_ID_ACTIVITY_CONSUMER")],
      { taskToken: ANY, input: INPUT },
      apiReference("GetActivityTask"),
    ),
    row(
      "a task that a worker did",
      [CREATE, ...started(), take("BASE_ID_ACTIVITY_CONSUMER"), succeed, ...history],
      [
        ...["ExecutionStarted", "TaskStateEntered", "ActivityScheduled", "ActivityStarted", "ActivitySucceeded"],
        ...["TaskStateExited", "ExecutionSucceeded"],
      ],
      RECORDED("test_activity_task"),
      "events.*.type",
    ),
    row(
      "history tells what was asked for",
      [CREATE, ...started(), take("BASE_ID_ACTIVITY_CONSUMER"), succeed, ...history],
      { resource: ACTIVITY, input: INPUT, inputDetails: TRUNCATED },
      RECORDED("test_activity_task"),
      "events.2.activityScheduledEventDetails",
    ),
    row(
      "history tells who took it",
      [CREATE, ...started(), take("BASE_ID_ACTIVITY_CONSUMER"), succeed, ...history],
      { workerName: "BASE_ID_ACTIVITY_CONSUMER" },
      RECORDED("test_activity_task"),
      "events.3.activityStartedEventDetails",
    ),
    row(
      "a worker need not tell its name",
      [CREATE, ...started(), take(), succeed, ...history],
      {},
      RECORDED("test_activity_task_no_worker_name"),
      "events.3.activityStartedEventDetails",
    ),
    row(
      "history tells the result",
      [CREATE, ...started(), take(), succeed, ...history],
      { output: INPUT, outputDetails: TRUNCATED },
      RECORDED("test_activity_task"),
      "events.4.activitySucceededEventDetails",
    ),
    row(
      "history tells the times that a worker has",
      [CREATE, ...started({ TimeoutSeconds: 60, HeartbeatSeconds: 10 }), take(), succeed, ...history],
      {
        ...{ resource: ACTIVITY, input: INPUT, inputDetails: TRUNCATED },
        ...{ timeoutInSeconds: 60, heartbeatInSeconds: 10 },
      },
      RECORDED("test_activity_task_with_heartbeat"),
      "events.2.activityScheduledEventDetails",
    ),
    row(
      "a task that failed fails the execution",
      [
        CREATE,
        ...started(),
        take(),
        ["SendTaskFailure", { taskToken: "$task.taskToken", error: "Programmatic Error", cause: INPUT }],
        ...history,
      ],
      [
        "ExecutionStarted",
        "TaskStateEntered",
        "ActivityScheduled",
        "ActivityStarted",
        "ActivityFailed",
        "ExecutionFailed",
      ],
      RECORDED("test_activity_task_failure"),
      "events.*.type",
    ),
    row(
      "history tells how it failed",
      [
        CREATE,
        ...started(),
        take(),
        ["SendTaskFailure", { taskToken: "$task.taskToken", error: "Programmatic Error", cause: INPUT }],
        ...history,
      ],
      { error: "Programmatic Error", cause: INPUT },
      RECORDED("test_activity_task_failure"),
      "events.4.activityFailedEventDetails",
    ),
    row(
      "a task of an activity that is not there any more fails the execution",
      [CREATE, DELETE, ...started(), ...history],
      {
        error: "States.Runtime",
        cause: `An error occurred while executing the state 'ActivityTask' (entered at the event id #2). The activity ${ACTIVITY} does not exist.`,
      },
      RECORDED("test_activity_task_on_deleted"),
      "events.2.executionFailedEventDetails",
    ),
  ],
};
