import { REGION } from "../base/arn";
import type { InvokeHandler, Properties } from "../engine/resourceHandler";
import { ZONES, type Zone } from "../services/ec2/zones";
import { type Filter, type Filters, filtered } from "./filters";

interface ZoneArgs {
  allAvailabilityZones?: boolean;
  excludeNames?: readonly string[];
  excludeZoneIds?: readonly string[];
  filters?: readonly Filter[];
  state?: string;
}

/** Filters of EC2's DescribeAvailabilityZones (EC2 API Reference), by name. */
const FILTERS: Filters<Zone> = {
  "group-name": ({ group }) => group,
  "opt-in-status": ({ optInStatus }) => optInStatus,
  "region-name": () => REGION,
  state: () => "available",
  "zone-id": ({ id }) => id,
  "zone-name": ({ name }) => name,
  "zone-type": ({ type }) => type,
};

/** `aws.getAvailabilityZones`: as on AWS, local and wavelength zones are left out until an account opts in, or all are asked for. */
export const getAvailabilityZones: InvokeHandler = {
  token: "aws:index/getAvailabilityZones:getAvailabilityZones",
  invoke: async (args: Properties) => {
    const { allAvailabilityZones, excludeNames = [], excludeZoneIds = [], filters = [], state } = args as ZoneArgs;
    const asked = ZONES.filter(
      (zone) =>
        (allAvailabilityZones === true || zone.optInStatus !== "not-opted-in") &&
        (state === undefined || state === "available") &&
        !excludeNames.includes(zone.name) &&
        !excludeZoneIds.includes(zone.id),
    );
    const of = { what: "availability zones", file: "local/invokes/getAvailabilityZones.ts" };
    const zones = filtered(asked, filters, FILTERS, of);
    return {
      ...args,
      id: REGION,
      region: REGION,
      groupNames: [...new Set(zones.map(({ group }) => group))],
      names: zones.map(({ name }) => name),
      zoneIds: zones.map(({ id }) => id),
    };
  },
};
