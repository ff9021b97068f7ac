import { asInputs, asMembers } from "../../base/memberNames";
import type { Properties } from "../../engine/resourceHandler";
import { targetOf } from "../../resources/events/eventTarget";
import type { InputTransformer } from "../../services/events/events";
import { type EventsParts, invalid } from "./eventsOperation";

/** A target of a rule as a call gives it. */
export interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: object;
}

/** Further members that a target may have. */
const MEMBERS: readonly string[] = [
  "Id",
  "Arn",
  "RoleArn",
  "Input",
  "InputPath",
  "InputTransformer",
  "SqsParameters",
  "DeadLetterConfig",
  "RetryPolicy",
];

/** @throws AwsError `ValidationException` for what a rule cannot tell here, or not in such a way */
export function checkTarget({ events }: EventsParts, target: Target): void {
  const { Id, Arn } = target;
  if (typeof Arn !== "string" || !Arn.startsWith("arn:")) {
    throw invalid(`Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  events.checkTarget(targetOf(Id, inputsOf(target)));
  const other = Object.entries(target).find(([name, value]) => value !== undefined && !MEMBERS.includes(name));
  if (other) throw invalid(`${other[0]} of the target ${Id} is not supported locally`);
}

/** The inputs of the resource that a target is. */
export function inputsOf({ Id, Arn, InputTransformer: transformer, SqsParameters, ...others }: Target): Properties {
  const { RoleArn, Input, InputPath, DeadLetterConfig, RetryPolicy } = others;
  return {
    ...{ targetId: Id, arn: Arn },
    ...(RoleArn !== undefined && { roleArn: RoleArn }),
    ...(Input !== undefined && { input: Input }),
    ...(InputPath !== undefined && { inputPath: InputPath }),
    ...(transformer && {
      inputTransformer: {
        ...(transformer.InputPathsMap && { inputPaths: transformer.InputPathsMap }),
        inputTemplate: transformer.InputTemplate,
      },
    }),
    ...(SqsParameters && { sqsTarget: asInputs(SqsParameters) }),
    ...(DeadLetterConfig && { deadLetterConfig: asInputs(DeadLetterConfig) }),
    ...(RetryPolicy && { retryPolicy: asInputs(RetryPolicy) }),
  };
}

/** A target as lists tell it. */
export function described({ targetId, arn, inputTransformer, sqsTarget, ...others }: Properties): object {
  const { roleArn, input, inputPath, deadLetterConfig, retryPolicy } = others;
  const transformer = inputTransformer as InputTransformer | undefined;
  return {
    ...{ Id: targetId, Arn: arn, RoleArn: roleArn, Input: input, InputPath: inputPath },
    ...(transformer && {
      InputTransformer: { InputPathsMap: transformer.inputPaths, InputTemplate: transformer.inputTemplate },
    }),
    ...(sqsTarget !== undefined && { SqsParameters: asMembers(sqsTarget) }),
    ...(deadLetterConfig !== undefined && { DeadLetterConfig: asMembers(deadLetterConfig) }),
    ...(retryPolicy !== undefined && { RetryPolicy: asMembers(retryPolicy) }),
  };
}
