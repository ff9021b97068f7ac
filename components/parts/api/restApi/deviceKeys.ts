import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "../../arguments/transform";

export interface DevicePlan {
  /** The devices' names; each gets a key. */
  devices: readonly string[];
  /** Requests a second that each device may send. */
  rateLimit: pulumi.Input<number>;
  /** Requests at once that each device may send beyond its rate. */
  burstLimit: pulumi.Input<number>;
  /** Requests a day, by UTC; no limit where absent. */
  quotaPerDay?: pulumi.Input<number> | undefined;
}

export interface DeviceKeys {
  /** `{"north-1":"..."}` */
  secret: aws.secretsmanager.Secret;
  version: aws.secretsmanager.SecretVersion;
  plan: aws.apigateway.UsagePlan;
}

/** One key for each device, made up by API Gateway. All are under one plan, whose limits count for each key by itself. */
export function deviceKeys(
  name: string,
  args: {
    plan: DevicePlan;
    api: aws.apigateway.RestApi;
    stage: aws.apigateway.Stage;
    keyArn: pulumi.Input<string>;
    tags: Record<string, string>;
    transform?: Transform<aws.apigateway.UsagePlanArgs> | undefined;
  },
  opts: pulumi.CustomResourceOptions,
): DeviceKeys {
  const { devices, rateLimit, burstLimit, quotaPerDay } = args.plan;
  const plan = new aws.apigateway.UsagePlan(
    `${name}-plan`,
    transformed(args.transform, {
      apiStages: [{ apiId: args.api.id, stage: args.stage.stageName }],
      throttleSettings: { rateLimit, burstLimit },
      ...(quotaPerDay !== undefined && { quotaSettings: { limit: quotaPerDay, period: "DAY" } }),
      tags: args.tags,
    }),
    opts,
  );
  const values = devices.map((device) => {
    const key = new aws.apigateway.ApiKey(
      `${name}-key-${device}`,
      { description: `The key of the device ${device}.`, tags: args.tags },
      opts,
    );
    new aws.apigateway.UsagePlanKey(
      `${name}-key-${device}`,
      { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id },
      opts,
    );
    return [device, key.value] as const;
  });
  const secret = new aws.secretsmanager.Secret(
    `${name}-device-keys`,
    { description: "The key of each device, by its name.", kmsKeyId: args.keyArn, tags: args.tags },
    opts,
  );
  const version = new aws.secretsmanager.SecretVersion(
    `${name}-device-keys-value`,
    { secretId: secret.id, secretString: pulumi.secret(pulumi.jsonStringify(Object.fromEntries(values))) },
    opts,
  );
  return { secret, version, plan };
}
