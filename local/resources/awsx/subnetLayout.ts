import { cidrOf, parseCidr } from "../../services/ec2/cidr";

export type SubnetType = "Public" | "Private" | "Isolated" | "Unused";

/** One entry of `subnetSpecs`: a subnet in each availability zone. */
export interface SubnetSpec {
  type: SubnetType;
  name?: string;
  /** Length of the prefix. */
  cidrMask?: number;
  /** Addresses. */
  size?: number;
  /** One for each zone. */
  cidrBlocks?: readonly string[];
}

export interface PlannedSubnet {
  type: Exclude<SubnetType, "Unused">;
  /** The spec's name, or its type in small letters. */
  name: string;
  zoneNumber: number;
  cidrBlock: string;
}

const TYPES: readonly string[] = ["Public", "Private", "Isolated", "Unused"];
/** The largest part of a zone that subnets take where nobody says which there are. */
const LARGEST_PART = 2 ** 16;

/**
 * Divides a VPC evenly among its zones, and a zone among its subnets in the order of the specs, as the `Auto` strategy of
 * `awsx.ec2.Vpc` does. Ranges of the other strategies may differ from AWS's; which subnets there are does not.
 *
 * @throws Error naming the spec that does not fit
 */
export function subnetLayout(
  cidrBlock: string,
  zones: number,
  given?: readonly SubnetSpec[],
): readonly PlannedSubnet[] {
  const vpc = parseCidr(cidrBlock);
  const zoneSize = vpc.size / powerOfTwo(zones);
  const specs = given ?? defaultSpecs(zoneSize);
  const evenSize = zoneSize / powerOfTwo(specs.length);
  return Array.from({ length: zones }, (_, zoneNumber) => {
    const zoneFirst = vpc.first + zoneNumber * zoneSize;
    let next = zoneFirst;
    return specs.flatMap((spec, index): PlannedSubnet[] => {
      if (!TYPES.includes(spec.type)) {
        throw new Error(`subnetSpecs[${index}].type must be one of ${TYPES.join(", ")}, got "${spec.type}"`);
      }
      const size = spec.size ?? (spec.cidrMask === undefined ? evenSize : 2 ** (32 - spec.cidrMask));
      const first = Math.ceil(next / size) * size;
      next = first + size;
      const explicit = spec.cidrBlocks?.[zoneNumber];
      if (spec.cidrBlocks && explicit === undefined) {
        throw new Error(`subnetSpecs[${index}].cidrBlocks must have one range for each of ${zones} zones`);
      }
      if (!explicit && next > zoneFirst + zoneSize) {
        throw new Error(`subnetSpecs[${index}]: ${size} addresses do not fit into a zone of ${zoneSize} any more`);
      }
      if (spec.type === "Unused") return [];
      const cidr = explicit ?? cidrOf({ first, size });
      return [{ type: spec.type, name: spec.name ?? spec.type.toLowerCase(), zoneNumber, cidrBlock: cidr }];
    });
  }).flat();
}

/** Half of a zone for the private subnet, and a quarter for the public one (pulumi-awsx, `awsx/ec2/subnetDistributorNew.ts`). */
function defaultSpecs(zoneSize: number): readonly SubnetSpec[] {
  const part = Math.min(zoneSize, LARGEST_PART);
  return [
    { type: "Private", size: part / 2 },
    { type: "Public", size: part / 4 },
  ];
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(atLeast));
}
