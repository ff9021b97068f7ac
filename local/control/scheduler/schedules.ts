import { arn } from "../../base/arn";
import type { MadeResource } from "../../base/inventory";
import { asInputs, asMembers, type Structure } from "../../base/memberNames";
import { checkMembers } from "../../edge/constraints";
import type { Properties } from "../../engine/resourceHandler";
import type { Permission } from "../../iam/iam";
import { passing } from "../../iam/passRole";
import {
  type Answer,
  checkGroup,
  createdOnce,
  DEFAULT_GROUP,
  datesOf,
  invalid,
  livingOf,
  NAME,
  notFound,
  type Paged,
  paged,
  SCHEDULE,
  type SchedulerOperation,
  type SchedulerParts,
} from "./schedulerOperation";
import { targetInputs, targetOf } from "./target";

interface NamedSchedule {
  readonly Name: string;
  readonly GroupName?: string;
}

interface GivenSchedule extends NamedSchedule {
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone?: string;
  /** Seconds since the Unix epoch. */
  readonly StartDate?: number;
  readonly EndDate?: number;
  readonly Description?: string;
  readonly State?: string;
  readonly ActionAfterCompletion?: string;
  readonly FlexibleTimeWindow: { readonly Mode?: string; readonly MaximumWindowInMinutes?: number };
  readonly Target: Structure;
  readonly KmsKeyArn?: string;
  readonly ClientToken?: string;
}

const PARAMETERS = { Name: "text", ScheduleExpression: "text", FlexibleTimeWindow: "map", Target: "map" } as const;

export const createSchedule: SchedulerOperation<GivenSchedule> = {
  parameters: PARAMETERS,
  permissions: (input) => [
    ...onSchedule("scheduler:CreateSchedule", input),
    ...passing(roleOf(input), "scheduler.amazonaws.com"),
  ],
  async run(input, parts) {
    const { Name: name, ClientToken } = input;
    const inputs = { ...inputsOf(input), name, groupName: input.GroupName };
    const { state } = await createdOnce(find(parts, input), ClientToken, parts, () =>
      parts.resources.create(SCHEDULE, inputs, { name }),
    );
    return { ScheduleArn: state.arn };
  },
};

/** Sets whatever is not given to its default. Source: EventBridge Scheduler API Reference, "UpdateSchedule". */
export const updateSchedule: SchedulerOperation<GivenSchedule> = {
  parameters: PARAMETERS,
  permissions: (input) => [
    ...onSchedule("scheduler:UpdateSchedule", input),
    ...passing(roleOf(input), "scheduler.amazonaws.com"),
  ],
  async run(input, parts) {
    const inputs = inputsOf(input);
    const { state } = await parts.resources.update(scheduleIn(parts, input), inputs);
    return { ScheduleArn: state.arn };
  },
};

export const getSchedule: SchedulerOperation<NamedSchedule> = {
  parameters: { Name: "text" },
  permissions: (input) => onSchedule("scheduler:GetSchedule", input),
  run(input, parts) {
    const { inputs, state } = scheduleIn(parts, input);
    const { startDate, endDate, description, flexibleTimeWindow, scheduleExpression } = inputs;
    return {
      ...summaryOf(parts, state),
      ScheduleExpression: scheduleExpression,
      ScheduleExpressionTimezone: state.scheduleExpressionTimezone,
      ActionAfterCompletion: state.actionAfterCompletion,
      FlexibleTimeWindow: asMembers(flexibleTimeWindow),
      Target: targetOf(inputs.target as Structure),
      ...(description !== undefined && { Description: description }),
      ...(startDate !== undefined && { StartDate: secondsOf(startDate) }),
      ...(endDate !== undefined && { EndDate: secondsOf(endDate) }),
    };
  },
};

export const deleteSchedule: SchedulerOperation<NamedSchedule> = {
  parameters: { Name: "text" },
  permissions: (input) => onSchedule("scheduler:DeleteSchedule", input),
  async run(input, parts) {
    await parts.resources.delete(scheduleIn(parts, input));
    return {};
  },
};

interface WantedSchedules extends Paged {
  readonly GroupName?: string;
  readonly NamePrefix?: string;
  readonly State?: string;
}

/** A list of one group's schedules needs the permission on those of all groups, too. */
export const listSchedules: SchedulerOperation<WantedSchedules> = {
  parameters: { GroupName: "text?", NamePrefix: "text?", State: "text?", MaxResults: "number?", NextToken: "text?" },
  permissions: () => [{ action: "scheduler:ListSchedules", resource: arn("scheduler", "schedule/*/*") }],
  run({ GroupName, NamePrefix = "", State, ...page }, parts) {
    checkMembers("ValidationException", [["maxResults", page.MaxResults, { min: 1, max: 100 }]]);
    if (GroupName !== undefined) checkGroup(parts, GroupName);
    const found = livingOf(parts, SCHEDULE).filter(
      ({ state }) =>
        (GroupName === undefined || state.groupName === GroupName) &&
        (State === undefined || state.state === State) &&
        String(state.name).startsWith(NamePrefix),
    );
    const summaries = found.map(({ inputs, state }) => ({
      ...summaryOf(parts, state),
      Target: { Arn: (inputs.target as Structure).arn },
    }));
    return paged("Schedules", summaries, page);
  },
};

function onSchedule(action: string, { Name, GroupName = DEFAULT_GROUP }: NamedSchedule): readonly Permission[] {
  return [{ action, resource: arn("scheduler", `schedule/${GroupName}/${Name}`) }];
}

function roleOf({ Target: { RoleArn } }: GivenSchedule): string | undefined {
  return typeof RoleArn === "string" ? RoleArn : undefined;
}

/** @throws AwsError `ValidationException` */
function inputsOf({ Target, FlexibleTimeWindow, ...given }: GivenSchedule): Properties {
  checkMembers("ValidationException", [
    ["name", given.Name, NAME],
    ["groupName", given.GroupName, NAME],
    ["description", given.Description, { max: 512 }],
    ["scheduleExpression", given.ScheduleExpression, { max: 256 }],
    ["state", given.State, { oneOf: ["ENABLED", "DISABLED"] }],
    ["actionAfterCompletion", given.ActionAfterCompletion, { oneOf: ["NONE", "DELETE"] }],
    ["flexibleTimeWindow.mode", FlexibleTimeWindow.Mode, { required: true, oneOf: ["OFF", "FLEXIBLE"] }],
    ["target.arn", Target.Arn, { required: true, max: 1600 }],
    ["target.roleArn", Target.RoleArn, { required: true, max: 1600 }],
  ]);
  if (given.KmsKeyArn !== undefined) throw invalid("KmsKeyArn is not supported locally: leave it out.");
  return {
    scheduleExpression: given.ScheduleExpression,
    scheduleExpressionTimezone: given.ScheduleExpressionTimezone,
    startDate: dateOf(given.StartDate),
    endDate: dateOf(given.EndDate),
    description: given.Description,
    state: given.State,
    actionAfterCompletion: given.ActionAfterCompletion,
    flexibleTimeWindow: asInputs(FlexibleTimeWindow),
    target: targetInputs(Target),
  };
}

function dateOf(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();
}

function secondsOf(date: unknown): number {
  return Date.parse(String(date)) / 1000;
}

function summaryOf(parts: SchedulerParts, state: MadeResource["state"]): Answer {
  return {
    Arn: state.arn,
    Name: state.name,
    GroupName: state.groupName,
    State: state.state,
    ...datesOf(parts, state.arn),
  };
}

function find(parts: SchedulerParts, { Name, GroupName = DEFAULT_GROUP }: NamedSchedule): MadeResource | undefined {
  return livingOf(parts, SCHEDULE).find(({ id }) => id === `${GroupName}/${Name}`);
}

/** @throws AwsError `ResourceNotFoundException` */
function scheduleIn(parts: SchedulerParts, named: NamedSchedule): MadeResource {
  checkGroup(parts, named.GroupName ?? DEFAULT_GROUP);
  const found = find(parts, named);
  if (found) return found;
  throw notFound("Schedule", named.Name);
}
