import { AwsError } from "../../base/awsError";
import { isPassword } from "./passwords";
import { unauthorized } from "./tokens";
import type { User, UserPool } from "./userPool";
import type { UserPoolClientSpec } from "./userPoolSpec";

const DAY_MS = 86_400_000;

/**
 * Finds the user of a name and a password. A user with a temporary password has to choose another one before anything else.
 *
 * @param now milliseconds since the Unix epoch
 * @throws AwsError `NotAuthorizedException`; `UserNotFoundException` only for clients that do not hide who exists
 */
export async function attempt(
  pool: UserPool,
  client: UserPoolClientSpec,
  { login, password }: { login: string; password: string },
  now: number,
): Promise<User> {
  const user = pool.find(login);
  const isRight = await isPassword(password, user?.password);
  if (!user && !client.hidesUsers) throw new AwsError("UserNotFoundException", "User does not exist.");
  if (!user || !isRight) throw unauthorized("Incorrect username or password.");
  if (!user.enabled) throw unauthorized("User is disabled.");
  const temporaryUntil = user.passwordSetAt + pool.spec.passwordPolicy.temporaryDays * DAY_MS;
  if (user.status === "FORCE_CHANGE_PASSWORD" && temporaryUntil <= now) {
    throw unauthorized("Temporary password has expired and must be reset by an administrator.");
  }
  return user;
}
