import { z } from "zod";
import { alarmTopicArns, tags } from "../settingValues";

export const bastionSettings = z.strictObject({
  availabilityZones: z.union([z.number(), z.array(z.string())]).exactOptional(),
  natStrategy: z.enum(["none", "single", "perZone"]).exactOptional(),
  cidrBlock: z.string().exactOptional(),
  flowLogTraffic: z.enum(["ALL", "ACCEPT", "REJECT"]).exactOptional(),
  logRetentionDays: z.number().exactOptional(),
  logKmsKeyArn: z.string().exactOptional(),
  sshCidrs: z.array(z.string()).exactOptional(),
  publicKey: z.string().exactOptional(),
  privateTarget: z.boolean().exactOptional(),
  instanceType: z.string().exactOptional(),
  diskGb: z.number().exactOptional(),
  replaceForNewImage: z.boolean().exactOptional(),
  deletionProtection: z.boolean().exactOptional(),
  alarmTopicArns: alarmTopicArns.exactOptional(),
  tags: tags.exactOptional(),
});

/** Settings of the system `bastion`; each means what the component's argument of that name does. */
export type BastionSettings = z.infer<typeof bastionSettings>;
