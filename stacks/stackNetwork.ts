import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { BastionVpc } from "../components/bastionVpc";
import type { NetworkPlace } from "../components/network";
import { refusal } from "../components/parts/arguments/refusal";
import type { BastionSettings } from "./bastion/settings";
import { tags } from "./settingValues";

/** A network of the stack's own. */
const ownNetwork = {
  availabilityZones: z.union([z.number(), z.array(z.string())]).exactOptional(),
  natGateways: z.enum(["OnePerAz", "Single", "None"]).exactOptional(),
  interfaceEndpoints: z.array(z.string()).exactOptional(),
  cidrBlock: z.string().exactOptional(),
  flowLogTraffic: z.enum(["ALL", "ACCEPT", "REJECT"]).exactOptional(),
  logRetentionDays: z.number().exactOptional(),
  logKmsKeyArn: z.string().exactOptional(),
  tags: tags.exactOptional(),
};

/** A network that is there already. */
const existingNetwork = {
  vpcId: z.string().exactOptional(),
  /**
   * In two zones at least, with a way to the internet, and without addresses that the internet reaches.
   * @default those of the VPC's subnets that give no public addresses
   */
  privateSubnetIds: z.array(z.string()).exactOptional(),
  /** The addresses that those subnets have to the internet, for others' allow lists. */
  egressIps: z.array(z.string()).exactOptional(),
};

export const networkSettings = z.strictObject({ ...ownNetwork, ...existingNetwork });

/**
 * Settings of the stack's network. Each means what the argument of that name of `Network` does; or they name a network that is there
 * already, by `vpcId`.
 */
export type NetworkSettings = z.infer<typeof networkSettings>;

/** The place of all containers and databases of a stack. */
export interface StackPlace extends NetworkPlace {
  privateSubnetIds: pulumi.Input<string[]>;
  /** The addresses that the private subnets have to the internet. */
  egressIps: pulumi.Input<string[]>;
}

const NAME = "network";

/**
 * The one network of a stack, which all its systems share: each VPC of its own would be a NAT gateway a zone more on the bill, and an
 * account may have five VPCs and five Elastic IPs in a region (VPC User Guide, "Amazon VPC quotas",
 * https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html). It is made when a system first asks for it. Where
 * the system `bastion` is in the stack, its network is the one.
 */
export class StackNetwork {
  readonly #settings: NetworkSettings;
  readonly #bastionSettings: BastionSettings | undefined;
  #bastion: BastionVpc | undefined;
  #place: StackPlace | undefined;

  /**
   * @param settings that {@link checkNetwork} has let pass
   * @param bastion settings of the system `bastion`; absent where the stack has none
   */
  constructor(settings: NetworkSettings, bastion?: BastionSettings) {
    this.#settings = settings;
    this.#bastionSettings = bastion;
  }

  get place(): StackPlace {
    this.#place ??= this.#bastionSettings === undefined ? placeOf(this.#settings) : this.bastion;
    return this.#place;
  }

  /** The network as the system `bastion` makes it, which has to be in the stack. */
  get bastion(): BastionVpc {
    if (this.#bastion === undefined) {
      const { BastionVpc } = require("../components/bastionVpc") as typeof import("../components/bastionVpc");
      this.#bastion = new BastionVpc("bastion", this.#bastionSettings);
    }
    return this.#bastion;
  }
}

type FindNetwork = typeof import("../components/parts/network/findNetwork");

/** Loads the package of the VPC only where one is made: it takes long. */
function placeOf({ vpcId, privateSubnetIds, egressIps = [], ...own }: NetworkSettings): StackPlace {
  if (vpcId !== undefined && privateSubnetIds !== undefined) return { vpcId, privateSubnetIds, egressIps };
  if (vpcId !== undefined) {
    const { findNetwork } = require("../components/parts/network/findNetwork") as FindNetwork;
    return { ...findNetwork(vpcId, {}), egressIps };
  }
  const { Network } = require("../components/network") as typeof import("../components/network");
  return new Network(NAME, own);
}

/**
 * Refuses settings that contradict each other, before anything of the stack is made.
 * @param hasBastion the system `bastion` is in the stack
 * @throws RunError
 */
export function checkNetwork(settings: NetworkSettings, hasBastion: boolean): void {
  const given = Object.keys(settings);
  if (hasBastion && given.length > 0) {
    throw refusal(
      `sluice:network must be left out where bastion is among the systems, got ${given.join(", ")}: the bastion's network is the ` +
        "stack's: set sluice:bastion instead",
    );
  }
  const existing = given.filter((name) => Object.hasOwn(existingNetwork, name));
  const own = given.filter((name) => Object.hasOwn(ownNetwork, name));
  if (existing.length === 0) return;
  if (!existing.includes("vpcId") || own.length > 0) {
    throw refusal(
      "sluice:network must have vpcId, and with it privateSubnetIds and egressIps at most, of a network that is there already; or none of " +
        `the three, got ${given.join(", ")}`,
    );
  }
}
