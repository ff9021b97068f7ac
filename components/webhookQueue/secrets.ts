import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Context } from "./settings";

/** One secret for all sources, `{"github":"..."}`: a worker needs them all, and a secret costs as much as many of them. */
export function secretsOf({ subject, sources, tags, opts }: Context): aws.secretsmanager.Secret | undefined {
  const signed = sources.filter(({ secret }) => secret !== undefined);
  if (signed.length === 0) return undefined;
  const secret = new aws.secretsmanager.Secret(
    `${subject.name}-secrets`,
    { description: "What the sources sign their webhooks with, by source.", tags },
    opts,
  );
  new aws.secretsmanager.SecretVersion(
    `${subject.name}-secrets-value`,
    {
      secretId: secret.id,
      secretString: pulumi.secret(
        pulumi.jsonStringify(Object.fromEntries(signed.map(({ name, secret: value }) => [name, value]))),
      ),
    },
    opts,
  );
  return secret;
}
