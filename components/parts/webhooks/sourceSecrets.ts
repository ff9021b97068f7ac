import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { schemeOf } from "../../../functions/shared/webhooks/schemes";
import type { SignatureSettings, SourceSettings } from "./sources";

/** ARN of a key of the account; none for Secrets Manager's own. */
type SecretKey = pulumi.Input<string> | undefined;

/** The secret of all sources, and the version that holds their present values. */
export interface SourceSecrets {
  secret: aws.secretsmanager.Secret;
  version: aws.secretsmanager.SecretVersion;
}

/**
 * The secret for what the sources sign with, without a value yet: one for all, because a worker needs them all, and each secret costs extra.
 * @returns nothing where no source signs
 */
export function sourceSecret(
  name: string,
  { sources, keyArn, tags }: { sources: readonly SourceSettings[]; keyArn: SecretKey; tags: Record<string, string> },
  opts: pulumi.CustomResourceOptions,
): aws.secretsmanager.Secret | undefined {
  if (sources.every(({ signature }) => signature === undefined)) return undefined;
  return new aws.secretsmanager.Secret(
    name,
    {
      description: "What the sources sign their webhooks with, by source.",
      ...(keyArn !== undefined && { kmsKeyId: keyArn }),
      tags,
    },
    opts,
  );
}

/**
 * Puts what the sources sign with into their secret: `{"github":{"secret":["..."],"prefix":"sha256=","encoding":"hex"}}`, as
 * `functions/shared/webhooks/signingSources.ts` reads it.
 * @param apiEndpoint base URL of the API, which is part of what some senders sign
 */
export function sourceSecrets(
  name: string,
  secret: aws.secretsmanager.Secret | undefined,
  { sources, apiEndpoint }: { sources: readonly SourceSettings[]; apiEndpoint: pulumi.Input<string> },
  opts: pulumi.CustomResourceOptions,
): SourceSecrets | undefined {
  if (secret === undefined) return undefined;
  const bySource = Object.fromEntries(
    sources.flatMap(({ name: source, signature }) =>
      signature === undefined
        ? []
        : [[source, storedValue(signature, pulumi.interpolate`${apiEndpoint}/webhook/${source}`)]],
    ),
  );
  const version = new aws.secretsmanager.SecretVersion(
    `${name}-value`,
    { secretId: secret.id, secretString: pulumi.secret(pulumi.jsonStringify(bySource)) },
    opts,
  );
  return { secret, version };
}

function storedValue({ secrets, how }: SignatureSettings, url: pulumi.Output<string>) {
  if (!("scheme" in how)) return { secret: secrets, ...how };
  return { secret: secrets, ...(schemeOf(how.scheme).signsUrl === true && { url }), ...how };
}
