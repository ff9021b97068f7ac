import { randomInt } from "node:crypto";
import type { GetRandomPasswordCommandInput, GetRandomPasswordCommandOutput } from "@aws-sdk/client-secrets-manager";
import { AwsError } from "../../../base/awsError";
import type { SecretOperation } from "./secretOperation";

/** Characters by the parameter that leaves them out. Source: AWS Secrets Manager API Reference, "GetRandomPassword". */
const KINDS = [
  ["ExcludeLowercase", "abcdefghijklmnopqrstuvwxyz"],
  ["ExcludeUppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  ["ExcludeNumbers", "0123456789"],
  ["ExcludePunctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"],
] as const;
const [SHORTEST, LONGEST] = [1, 4096];

export const getRandomPassword: SecretOperation<GetRandomPasswordCommandInput, GetRandomPasswordCommandOutput> = {
  parameters: { PasswordLength: "number?", ExcludeCharacters: "text?" },
  permissions: () => [{ action: "secretsmanager:GetRandomPassword", resource: "*" }],
  run(input) {
    const {
      PasswordLength: length = 32,
      ExcludeCharacters: without = "",
      RequireEachIncludedType: each = true,
    } = input;
    const kinds = [
      ...KINDS.filter(([parameter]) => input[parameter] !== true).map(([, characters]) => characters as string),
      ...(input.IncludeSpace === true ? [" "] : []),
    ]
      .map((characters) => [...characters].filter((character) => !without.includes(character)).join(""))
      .filter((characters) => characters !== "");
    if (length < SHORTEST || length > LONGEST || kinds.length === 0 || (each && length < kinds.length)) {
      throw new AwsError(
        "InvalidParameterException",
        `The password length ${length} is not valid for the characters that are left: it must be ${SHORTEST} to ${LONGEST}, and have a place ` +
          "for each kind of them.",
      );
    }
    const all = kinds.join("");
    const drawn = Array.from({ length }, (_, at) => oneOf((each ? kinds[at] : undefined) ?? all));
    return { RandomPassword: shuffled(drawn).join("") };
  },
};

function oneOf(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

function shuffled(characters: readonly string[]): string[] {
  const left = [...characters];
  return characters.map(() => left.splice(randomInt(left.length), 1)[0] ?? "");
}
