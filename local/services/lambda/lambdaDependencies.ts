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
  Partial<Pick<Services, "calls">>;
