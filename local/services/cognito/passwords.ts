import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { AwsError } from "../../base/awsError";

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

const KEY_BYTES = 32;

/** A password as it is kept: nobody reads it back. */
export interface PasswordHash {
  salt: Buffer;
  key: Buffer;
}

/** The same as JSON has it, in base64. */
export interface KeptPassword {
  readonly salt: string;
  readonly key: string;
}

export function toKept({ salt, key }: PasswordHash): KeptPassword {
  return { salt: salt.toString("base64"), key: key.toString("base64") };
}

export function fromKept({ salt, key }: KeptPassword): PasswordHash {
  return { salt: Buffer.from(salt, "base64"), key: Buffer.from(key, "base64") };
}

export async function hashPassword(text: string): Promise<PasswordHash> {
  const salt = randomBytes(16);
  return { salt, key: await derive(text, salt, KEY_BYTES) };
}

/** Compared with where there is no user, so that the time of an answer does not tell who exists. */
const NOBODYS: PasswordHash = { salt: randomBytes(16), key: randomBytes(KEY_BYTES) };

export async function isPassword(text: string, hash: PasswordHash | undefined): Promise<boolean> {
  const { salt, key } = hash ?? NOBODYS;
  return timingSafeEqual(await derive(text, salt, KEY_BYTES), key) && hash !== undefined;
}

/** The symbols that count as such (Cognito Developer Guide, "Adding user pool password requirements"); a space within does too. */
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|(?<=\S) (?=\S)/;

/** @throws AwsError `InvalidPasswordException` that says what is missing */
export function checkPassword(text: string, policy: PasswordPolicy): void {
  const missing =
    text.length < policy.minimumLength
      ? "Password not long enough"
      : policy.requireLowercase && !/\p{Ll}/u.test(text)
        ? "Password must have lowercase characters"
        : policy.requireUppercase && !/\p{Lu}/u.test(text)
          ? "Password must have uppercase characters"
          : policy.requireNumbers && !/\d/.test(text)
            ? "Password must have numeric characters"
            : policy.requireSymbols && !SYMBOL.test(text)
              ? "Password must have symbol characters"
              : undefined;
  if (missing === undefined) return;
  throw new AwsError("InvalidPasswordException", `Password did not conform with policy: ${missing}`);
}

/** The rules for passwords (Cognito Developer Guide, "Adding user pool password requirements"). */
export interface PasswordPolicy {
  minimumLength: number;
  requireLowercase: boolean;
  requireUppercase: boolean;
  requireNumbers: boolean;
  requireSymbols: boolean;
  /** Days in which a temporary password has to be changed. */
  temporaryDays: number;
}
