import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import { pageOf } from "../../base/page";
import type { Operation } from "../../edge/awsApi";
import type { Constraint } from "../../edge/constraints";
import type { Services } from "../../services";
import type { Controlled } from "../controlled";

export const SCHEDULE = "aws:scheduler/schedule:Schedule";
export const GROUP = "aws:scheduler/scheduleGroup:ScheduleGroup";
export const DEFAULT_GROUP = "default";

/** Source: EventBridge Scheduler API Reference, `CreateSchedule`. */
export const NAME: Constraint = { max: 64, pattern: "^[0-9a-zA-Z-_.]+$" };

/** Schedules and groups, as the operations of Scheduler's API see them. The AWS SDK's package of it is none of the project's. */
export interface SchedulerParts extends Pick<Services, "scheduler"> {
  readonly resources: Controlled;
}

export type Answer = Readonly<Record<string, unknown>>;
export type SchedulerOperation<Input extends object> = Operation<SchedulerParts, Input, Answer>;

/** The parameters of a page of a list. */
export interface Paged {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** Resources of one type that are still there: a schedule may have gone by itself. */
export function livingOf({ resources, scheduler }: SchedulerParts, type: string): readonly MadeResource[] {
  return resources.all(type).filter(({ state }) => scheduler.times(String(state.arn)) !== undefined);
}

export function groupArn(name: string): string {
  return arn("scheduler", `schedule-group/${name}`);
}

/** The times of a resource, as answers have them. */
export function datesOf({ scheduler }: SchedulerParts, ofArn: unknown): Answer {
  const { createdAt = 0, changedAt = 0 } = scheduler.times(String(ofArn)) ?? {};
  return { CreationDate: createdAt / 1000, LastModificationDate: changedAt / 1000 };
}

/** @throws AwsError `ResourceNotFoundException` */
export function checkGroup({ scheduler }: SchedulerParts, name: string): void {
  if (scheduler.times(groupArn(name)) === undefined) throw notFound("Schedule group", name);
}

export function notFound(kind: string, name: string): AwsError {
  return new AwsError("ResourceNotFoundException", `${kind} ${name} does not exist.`, 404);
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** A page of an answer: the list under its name, and the token of the next one. */
export function paged<Item>(name: string, all: readonly Item[], { MaxResults, NextToken }: Paged): Answer {
  const { items, next } = pageOf(all, { token: NextToken, limit: MaxResults }, () => invalid("Invalid NextToken."));
  return { [name]: items, ...(next !== undefined && { NextToken: next }) };
}

/**
 * Makes a resource once for each client token: a call that is repeated is answered as the first one was.
 * Source: EventBridge Scheduler API Reference, `CreateSchedule`, ClientToken.
 */
export async function createdOnce(
  existing: MadeResource | undefined,
  token: string | undefined,
  { resources }: SchedulerParts,
  create: () => Promise<MadeResource>,
): Promise<MadeResource> {
  if (existing !== undefined && token !== undefined && existing.state.clientToken === token) return existing;
  const made = await create();
  const kept = { ...made, state: { ...made.state, clientToken: token } };
  resources.inventory.keep(kept);
  return kept;
}
