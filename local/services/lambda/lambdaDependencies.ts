import type { Services } from "../../services";

export type LambdaDependencies = Pick<
  Services,
  | "data"
  | "iam"
  | "logs"
  | "metrics"
  | "dynamodb"
  | "kinesis"
  | "sqs"
  | "chaos"
  | "clock"
  | "report"
  | "edgeUrl"
  | "workFolder"
> &
  Partial<Pick<Services, "calls">> & {
    /** Services that are made after Lambda, as it is among their own: a destination of asynchronous invocations may be theirs. */
    readonly destinations?: () => Pick<Services, "events" | "sns">;
  };
