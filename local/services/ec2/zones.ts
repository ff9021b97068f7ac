import { REGION } from "../../base/arn";

/** A zone as EC2 describes it (EC2 API Reference, "AvailabilityZone"). */
export interface Zone {
  name: string;
  id: string;
  group: string;
  type: "availability-zone" | "local-zone" | "wavelength-zone";
  optInStatus: "opt-in-not-required" | "opted-in" | "not-opted-in";
}

/** The region's zones. Which letter has which id differs from account to account; in this one they go together. */
export const ZONES: readonly Zone[] = [
  ...["a", "b", "c", "d", "e", "f"].map(
    (letter, index): Zone => ({
      name: `${REGION}${letter}`,
      id: `use1-az${index + 1}`,
      group: `${REGION}-zg-1`,
      type: "availability-zone",
      optInStatus: "opt-in-not-required",
    }),
  ),
  {
    ...{ name: `${REGION}-bos-1a`, id: "use1-bos1-az1", group: `${REGION}-bos-1` },
    ...{ type: "local-zone", optInStatus: "not-opted-in" },
  },
  {
    ...{ name: `${REGION}-wl1-bos-wlz-1`, id: "use1-wl1-bos-wlz1", group: `${REGION}-wl1` },
    ...{ type: "wavelength-zone", optInStatus: "not-opted-in" },
  },
];
