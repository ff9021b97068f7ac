import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { SourceSettings } from "./sources";

/** The secret of all sources, and the version that holds their present values. */
export interface SourceSecrets {
  secret: aws.secretsmanager.Secret;
  version: aws.secretsmanager.SecretVersion;
}

/**
 * Keeps what the sources sign with in one secret, `{"github":{"secret":["..."],"prefix":"sha256=","encoding":"hex"}}`:
 * a worker needs them all, and each secret costs extra.
 * @returns nothing where no source signs
 */
export function sourceSecrets(
  name: string,
  { sources, tags }: { sources: readonly SourceSettings[]; tags: Record<string, string> },
  opts: pulumi.CustomResourceOptions,
): SourceSecrets | undefined {
  const signing = sources.flatMap(({ name: source, signature }) =>
    signature === undefined ? [] : [{ source, ...signature }],
  );
  if (signing.length === 0) return undefined;
  const secret = new aws.secretsmanager.Secret(
    name,
    { description: "What the sources sign their webhooks with, by source.", tags },
    opts,
  );
  const bySource = Object.fromEntries(
    signing.map(({ source, secrets, prefix, encoding }) => [source, { secret: secrets, prefix, encoding }]),
  );
  const version = new aws.secretsmanager.SecretVersion(
    `${name}-value`,
    { secretId: secret.id, secretString: pulumi.secret(pulumi.jsonStringify(bySource)) },
    opts,
  );
  return { secret, version };
}
