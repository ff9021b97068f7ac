import type { InvokeHandler } from "../engine/resourceHandler";
import { getAuthorizationToken } from "./getAuthorizationToken";
import { getAvailabilityZones } from "./getAvailabilityZones";
import { getCallerIdentity } from "./getCallerIdentity";
import { getParameter } from "./getParameter";
import { getPartition } from "./getPartition";
import { getRegion } from "./getRegion";

/** Every provider function that the local cloud answers. */
export const invokeHandlers: readonly InvokeHandler[] = [
  getAuthorizationToken,
  getAvailabilityZones,
  getCallerIdentity,
  getParameter,
  getPartition,
  getRegion,
];
