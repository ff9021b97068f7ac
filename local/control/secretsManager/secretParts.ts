import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import type { Operation } from "../../edge/awsApi";
import type { Services } from "../../services";
import type { Secret } from "../../services/secretsmanager/secret";
import type { Controlled } from "../controlled";

export const SECRET = "aws:secretsmanager/secret:Secret";

/** Secrets, as the operations that make and change them see them. */
export interface SecretControlParts extends Pick<Services, "clock" | "kms" | "secretsManager"> {
  readonly resources: Controlled;
}

export type SecretControl<Input extends object, Output extends object> = Operation<SecretControlParts, Input, Output>;

/** @throws AwsError `ResourceNotFoundException` */
export function secretIn({ secretsManager }: SecretControlParts, id: string): Secret {
  const found = secretsManager.find(id);
  if (found) return found;
  throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
}

/** The resource of a secret. @throws AwsError `InvalidRequestException` for one that another service has made for itself */
export function resourceOf({ resources }: SecretControlParts, { arn }: Secret): MadeResource {
  const found = resources.find(SECRET, arn);
  if (found) return found;
  throw new AwsError("InvalidRequestException", `The secret ${arn} is managed by another service: change it there.`);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
