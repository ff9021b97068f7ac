import { AwsError } from "../../base/awsError";
import type { User } from "./userPool";

const SEARCHABLE: Readonly<Record<string, (user: User) => string | undefined>> = {
  username: ({ username }) => username,
  sub: ({ sub }) => sub,
  "cognito:user_status": ({ status }) => status,
  status: ({ enabled }) => (enabled ? "Enabled" : "Disabled"),
  ...Object.fromEntries(
    ["email", "phone_number", "name", "given_name", "family_name", "preferred_username"].map(
      (name) => [name, ({ attributes }: User) => attributes[name]] as const,
    ),
  ),
};

/**
 * The filter of ListUsers: an attribute, `=` or `^=` ("begins with"), and a value in quotes.
 * Source: Cognito Developer Guide, "Searching for users with the ListUsers API".
 *
 * @throws AwsError `InvalidParameterException`
 */
export function filterOf(filter: unknown): (user: User) => boolean {
  if (filter === undefined || filter === "") return () => true;
  const [, name = "", operator, value = ""] =
    String(filter).match(/^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/) ?? [];
  const read = Object.hasOwn(SEARCHABLE, name) ? SEARCHABLE[name] : undefined;
  if (!read) throw new AwsError("InvalidParameterException", `Error while parsing filter: ${String(filter)}`);
  const wanted = value.replaceAll(/\\(.)/g, "$1");
  return (user) => (operator === "=" ? read(user) === wanted : (read(user)?.startsWith(wanted) ?? false));
}
