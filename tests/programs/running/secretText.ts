import * as aws from "@pulumi/aws";

/** A secret, and its text. */
export function secretText() {
  const secret = new aws.secretsmanager.Secret("secret-text");
  new aws.secretsmanager.SecretVersion("secret-text", { secretId: secret.id, secretString: "open sesame" });
  return { secret: secret.id };
}
