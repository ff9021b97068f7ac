import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Mail } from "../sns/sns";
import type { PasswordPolicy } from "./passwords";

/** The message to a new user; `{username}` and `{####}` stand for the name and the temporary password. */
export interface InvitationTemplate {
  subject: string;
  message: string;
}

/** API Reference, MessageTemplateType: of a pool that sets none. */
export const DEFAULT_INVITATION: InvitationTemplate = {
  subject: "Your temporary password",
  message: "Your username is {username} and temporary password is {####}",
};

/** A password that the policy takes, whatever it asks for. */
export function temporaryPassword({ minimumLength }: PasswordPolicy): string {
  const one = (letters: string) => letters.charAt(randomInt(letters.length));
  const required = one("abcdefghijkmnpqrstuvwxyz") + one("ABCDEFGHJKLMNPQRSTUVWXYZ") + one("23456789") + one("!#%+=?");
  return (
    required +
    randomBytes(minimumLength)
      .toString("base64url")
      .slice(0, Math.max(minimumLength, 12) - 4)
  );
}

/** @param now milliseconds since the Unix epoch */
export function invitation(
  { subject, message }: InvitationTemplate,
  { username, email, password }: { username: string; email: string; password: string },
  now: number,
): Mail {
  return {
    id: randomUUID(),
    receivedAt: new Date(now).toISOString(),
    from: "no-reply@verificationemail.com",
    to: email,
    subject,
    body: message.replaceAll("{username}", () => username).replaceAll("{####}", () => password),
  };
}
