import { createHash } from "node:crypto";
import { AwsError } from "../../base/awsError";
import type { Address, Ec2 } from "./ec2";

type Addresses = Pick<
  Ec2,
  "allocateAddress" | "releaseAddress" | "address" | "addresses" | "useAddress" | "freeAddresses" | "passingIp"
>;

/** Elastic IPs in memory. */
export function createAddresses(): Addresses {
  const addresses = new Map<string, Address>();

  const address = (allocationId: string): Address => {
    const known = addresses.get(allocationId);
    if (known) return known;
    throw new AwsError("InvalidAllocationID.NotFound", `The allocation ID '${allocationId}' does not exist`);
  };

  const taken = (): ReadonlySet<string> => new Set([...addresses.values()].map(({ publicIp }) => publicIp));

  return {
    address,
    addresses: () => [...addresses.values()],
    passingIp: (instanceId) => freeIp(instanceId, taken()),
    allocateAddress(allocationId) {
      const allocated = addresses.get(allocationId) ?? { allocationId, publicIp: freeIp(allocationId, taken()) };
      addresses.set(allocationId, allocated);
      return allocated;
    },
    releaseAddress(allocationId) {
      const { usedBy, publicIp } = addresses.get(allocationId) ?? {};
      if (usedBy !== undefined) {
        throw new AwsError("InvalidIPAddress.InUse", `Address ${publicIp} is in use by ${usedBy}.`);
      }
      addresses.delete(allocationId);
    },
    useAddress(allocationId, user) {
      const { usedBy, ...free } = address(allocationId);
      if (usedBy !== undefined && usedBy !== user) {
        throw new AwsError(
          "Resource.AlreadyAssociated",
          `resource ${allocationId} is already associated with ${usedBy}: give ${user} an address of its own`,
        );
      }
      const used = { ...free, usedBy: user };
      addresses.set(allocationId, used);
      return used;
    },
    freeAddresses(user) {
      for (const { usedBy, ...free } of addresses.values()) {
        if (usedBy === user) addresses.set(free.allocationId, free);
      }
    },
  };
}

/** An address of 198.18.0.0/15 that follows from the seed. */
function freeIp(seed: string, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt++) {
    const [first = 0, second = 0, third = 0] = createHash("sha256").update(`${seed} ${attempt}`).digest();
    const ip = `198.${18 + (first % 2)}.${second}.${third}`;
    if (!taken.has(ip)) return ip;
  }
}
