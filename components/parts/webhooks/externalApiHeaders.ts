import * as pulumi from "@pulumi/pulumi";
import { checked, type Subject } from "../arguments/arguments";

export interface ExternalApiHeadersArgs {
  /** Headers of every call of the external API, beside the component's own. @default none */
  externalApiHeaders?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * Headers of every call whose values are secrets: name to the ARN of a secret of Secrets Manager whose text is the whole value, such as
   * `Bearer abc`; with `:name::` after the ARN, a member of one that is JSON (ECS Developer Guide, "Pass Secrets Manager secrets through Amazon ECS
   * environment variables"). ECS reads it when a worker starts.
   * @default none
   */
  externalApiSecretHeaders?: Readonly<Record<string, pulumi.Input<string>>>;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
/** Headers that are the call's own affair (Fetch standard, "forbidden request-header"), and the one that a repeat is known by. */
const TAKEN = /^(idempotency-key|host|content-length|transfer-encoding|connection|te|trailer|upgrade|expect)$/i;

/**
 * Checks the headers of calls, by name.
 * @throws RunError naming the header; a value is not quoted
 */
export function externalApiHeaders(subject: Subject, args: ExternalApiHeadersArgs) {
  const { externalApiHeaders: plain = {}, externalApiSecretHeaders: secret = {} } = args;
  for (const [argument, headers] of Object.entries({ externalApiHeaders: plain, externalApiSecretHeaders: secret })) {
    for (const name of Object.keys(headers)) {
      const rule = "by names of headers that no call has by itself (not Host, Content-Length, Idempotency-Key, ...)";
      checked(subject, argument, name, rule, (known) => TOKEN.test(known) && !TAKEN.test(known));
    }
  }
  const twice = Object.keys(secret).find((name) => Object.keys(plain).some((other) => same(name, other)));
  checked(subject, "externalApiSecretHeaders", twice, "other headers than those of externalApiHeaders", (known) => {
    return known === undefined;
  });
  const values = Object.entries(plain).map(([name, value]) => {
    const rule = "a text of visible characters and spaces";
    const isText = (known: string) => /^[\x20-\x7e]+$/.test(known);
    return [name, checked(subject, `externalApiHeaders.${name}`, value, rule, isText, () => "another text")] as const;
  });
  return { externalApiHeaders: Object.fromEntries(values), externalApiSecretHeaders: secret };
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The environment variables and secrets by which workers know the headers. */
export function headerVariables(settings: ReturnType<typeof externalApiHeaders>) {
  const { externalApiHeaders: plain, externalApiSecretHeaders: secret } = settings;
  const named = Object.entries(secret).map(([header, arn], index) => {
    return { header, variable: `EXTERNAL_API_HEADER_${index + 1}`, arn };
  });
  return {
    environment: {
      ...(Object.keys(plain).length > 0 && { EXTERNAL_API_HEADERS: pulumi.jsonStringify(plain) }),
      ...(named.length > 0 && {
        EXTERNAL_API_SECRET_HEADERS: JSON.stringify(
          Object.fromEntries(named.map(({ header, variable }) => [header, variable])),
        ),
      }),
    },
    secrets: Object.fromEntries(named.map(({ variable, arn }) => [variable, arn])),
  };
}
