import type { InvokeHandler } from "../engine/resourceHandler";
import type { Services } from "../services";
import { getAmi } from "./getAmi";
import { getAuthorizationToken } from "./getAuthorizationToken";
import { getAvailabilityZones } from "./getAvailabilityZones";
import { getCallerIdentity } from "./getCallerIdentity";
import { getParameter } from "./getParameter";
import { getPartition } from "./getPartition";
import { getPolicyDocument } from "./getPolicyDocument";
import { getRegion } from "./getRegion";
import { getSubnets } from "./getSubnets";
import { getVpc } from "./getVpc";

/** Every provider function that the local cloud answers. */
export function invokeHandlers(services: Pick<Services, "ec2" | "ssm">): readonly InvokeHandler[] {
  return [
    getAmi,
    getAuthorizationToken,
    getAvailabilityZones,
    getCallerIdentity,
    getParameter(services),
    getPartition,
    getPolicyDocument,
    getRegion,
    getSubnets(services),
    getVpc(services),
  ];
}
