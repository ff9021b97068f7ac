import { apiPages, operationRows } from "../rows";

export const ARN = "arn:aws:iam::000000000000";
export const row = operationRows(apiPages("IAM API Reference", "https://docs.aws.amazon.com/IAM/latest/APIReference"));
export const refused = (error: string, message: string, status: number) => ({ error, message, status });
