import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** `random.RandomPassword` by its type: `@pulumi/random` is none of the project's packages. */
class RandomPassword extends pulumi.CustomResource {
  declare readonly result: pulumi.Output<string>;

  constructor(name: string, { length }: { length: number }) {
    const outputs = { additionalSecretOutputs: ["result"] };
    super("random:index/randomPassword:RandomPassword", name, { length, result: undefined }, outputs);
  }
}

/** A random password, kept as an encrypted parameter. */
export function keptPassword() {
  const password = new RandomPassword("kept-password", { length: 16 });
  const parameter = new aws.ssm.Parameter("kept-password", { type: "SecureString", value: password.result });
  return { parameter: parameter.name };
}
