import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { SchemeName } from "../functions/shared/webhooks/schemes";

/** Tags of every resource of a system, by key. */
export const tags = z.record(z.string(), z.string());

/** SNS topics that hear of alarms, by ARN; the stack's own where a system names none. */
export const alarmTopicArns = z.array(
  z.custom<pulumi.Input<string>>((value) => typeof value === "string", "must be the ARN of an SNS topic"),
);

/** Those who may call an address that knows no tokens. */
export const signedAuth = z.enum(["iam", "public"]);

/** Those who may call an API. */
export const apiAuth = z.union(
  [
    signedAuth,
    z.strictObject({
      jwt: z.strictObject({
        issuer: z.string(),
        audiences: z.array(z.string()).min(1),
        scopes: z.array(z.string()).exactOptional(),
      }),
    }),
  ],
  { error: "must be iam, public or { jwt: { issuer, audiences } }" },
);

/** A host name of one's own for an API. */
export const apiDomain = z.strictObject({
  name: z.string(),
  certificate: z.string().exactOptional(),
  hostedZone: z.string().exactOptional(),
});

/** A sender of webhooks that a stack knows by name. */
export const webhookSource = z.strictObject({
  auth: signedAuth.exactOptional(),
  /** The component says which there are. */
  scheme: z.custom<SchemeName>((value) => typeof value === "string", "must be the name of a scheme").exactOptional(),
  secret: z.union([z.string(), z.array(z.string())]).exactOptional(),
  signatureHeader: z.string().exactOptional(),
  signaturePrefix: z.string().exactOptional(),
  signatureEncoding: z.enum(["hex", "base64"]).exactOptional(),
  deliveryIdHeader: z.string().exactOptional(),
  toleranceSeconds: z.number().exactOptional(),
  url: z.string().exactOptional(),
  verifyToken: z.string().exactOptional(),
  front: z.boolean().exactOptional(),
});

/** A webhook to try a system with. Any will do; this one also says which entity has changed. */
export const WEBHOOK_EXAMPLE = { entityId: "o-1", message: "Test event data" };
