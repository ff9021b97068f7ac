import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import { pageOf } from "../../base/page";
import type { Operation } from "../../edge/awsApi";
import type { Constraint } from "../../edge/constraints";
import type { Permission } from "../../iam/iam";
import type { Services } from "../../services";
import { busArnOf, busNameOf, ruleArnOf, ruleIdOf } from "../../services/events/buses";
import type { Controlled } from "../controlled";

export const RULE = "aws:cloudwatch/eventRule:EventRule";
export const TARGET = "aws:cloudwatch/eventTarget:EventTarget";
export const BUS = "aws:cloudwatch/eventBus:EventBus";

/** The characters of names and ids. Source: Amazon EventBridge API Reference, `PutRule`. */
export const NAME: Constraint = { max: 64, pattern: "[\\.\\-_A-Za-z0-9]+" };

/** Rules and their targets, as the operations of EventBridge's API see them. The AWS SDK's package of it is none of the project's. */
export interface EventsParts extends Pick<Services, "events"> {
  readonly resources: Controlled;
}

export type Answer = Readonly<Record<string, unknown>>;
export type EventsOperation<Input extends object> = Operation<EventsParts, Input, Answer>;

/** The parameters of a page of a list. */
export interface Paged {
  readonly Limit?: number;
  readonly NextToken?: string;
}

/** A bus as a call names it: by its name or its ARN. */
export interface OnBus {
  readonly EventBusName?: string;
}

/** A permission on a rule. */
export function onRule(action: string, name: string, { EventBusName }: OnBus): readonly Permission[] {
  return [{ action, resource: ruleArnOf(name, busNameOf(EventBusName)) }];
}

/** A permission on a bus. */
export function onBus(action: string, given?: string): readonly Permission[] {
  return [{ action, resource: busArnOf(given) }];
}

/** The name of the bus that a call is about. @throws AwsError `ResourceNotFoundException` */
export function busOf({ EventBusName }: OnBus, { events }: EventsParts): string {
  const name = busNameOf(EventBusName);
  events.checkBus(name);
  return name;
}

/** @throws AwsError `ResourceNotFoundException` */
export function ruleIn({ resources }: EventsParts, name: string, bus: string): MadeResource {
  const found = resources.find(RULE, ruleIdOf(name, bus));
  if (found) return found;
  throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus}.`);
}

export function targetsOf({ resources }: EventsParts, rule: string, bus: string): readonly MadeResource[] {
  return resources
    .all(TARGET)
    .filter(({ state }) => state.rule === rule && busNameOf(String(state.eventBusName)) === bus);
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** A page of an answer: the list under its name, and the token of the next one. */
export function paged<Item>(name: string, all: readonly Item[], { Limit, NextToken }: Paged): Answer {
  const { items, next } = pageOf(all, { token: NextToken, limit: Limit }, () =>
    invalid("Parameter NextToken is not valid."),
  );
  return { [name]: items, ...(next !== undefined && { NextToken: next }) };
}
