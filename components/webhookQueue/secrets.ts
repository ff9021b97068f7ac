import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Context } from "./settings";

export interface SourceSecrets {
  secret: aws.secretsmanager.Secret;
  version: aws.secretsmanager.SecretVersion;
}

/**
 * One secret for all sources, `{"github":{"secret":["..."],"prefix":"sha256=","encoding":"hex"}}`: a worker needs them all, and each
 * secret costs extra.
 */
export function secretsOf({ subject, sources, tags, opts }: Context): SourceSecrets | undefined {
  const signing = sources.flatMap(({ name, signature }) => (signature === undefined ? [] : [{ name, ...signature }]));
  if (signing.length === 0) return undefined;
  const secret = new aws.secretsmanager.Secret(
    `${subject.name}-secrets`,
    { description: "What the sources sign their webhooks with, by source.", tags },
    opts,
  );
  const bySource = Object.fromEntries(
    signing.map(({ name, secrets, prefix, encoding }) => [name, { secret: secrets, prefix, encoding }]),
  );
  const version = new aws.secretsmanager.SecretVersion(
    `${subject.name}-secrets-value`,
    { secretId: secret.id, secretString: pulumi.secret(pulumi.jsonStringify(bySource)) },
    opts,
  );
  return { secret, version };
}
