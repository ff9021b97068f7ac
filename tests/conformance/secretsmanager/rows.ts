import type { Calls, Step } from "../calls";
import { apiPages, callsRow } from "../rows";

export const api = apiPages(
  "AWS Secrets Manager API Reference",
  "https://docs.aws.amazon.com/secretsmanager/latest/apireference",
);

export const row = callsRow<Calls>;

export const refused = (error: string, message: string) => ({ error, message, status: 400 });
export const ABSENT = refused("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
export const MARKED = refused(
  "InvalidRequestException",
  "You can't perform this operation on the secret because it was marked for deletion.",
);
export const TOKEN = "11111111-1111-4111-8111-111111111111";
export const OTHER = "22222222-2222-4222-8222-222222222222";
export const db = { SecretId: "db" };
export const create = (more: object = {}, name?: string): Step => {
  const parameters = { Name: "db", ...more };
  return name === undefined ? ["CreateSecret", parameters] : ["CreateSecret", parameters, name];
};
export const put = (SecretString: string, more: object = {}): Step => [
  "PutSecretValue",
  { ...db, SecretString, ...more },
];
export const get = (more: object = {}): Step => ["GetSecretValue", { ...db, ...more }];
export const DESCRIBE: Step = ["DescribeSecret", db];
export const remove = (more: object = {}): Step => ["DeleteSecret", { ...db, ...more }];
