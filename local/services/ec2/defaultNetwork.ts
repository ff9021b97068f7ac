import { createHash } from "node:crypto";
import { AwsError } from "../../base/awsError";
import type { Ec2 } from "./ec2";
import { ZONES } from "./zones";

/** Source: VPC User Guide, "Default VPC components". */
const CIDR_BLOCK = "172.31.0.0/16";
/** Addresses of a default subnet take 12 bits: a /20, sixteen of which a VPC has room for. */
const BLOCK_STEP = 16;

type Network = Omit<Ec2, "defaultVpc" | "defaultSubnet">;

/** The default VPC of a network, made when it is first asked for: a network without it costs nothing. */
export function defaultNetwork(network: Network): Pick<Ec2, "defaultVpc" | "defaultSubnet"> {
  const id = idOf("vpc");
  const isMade = () => network.vpcs().some((vpc) => vpc.id === id);
  const defaultVpc = () => {
    if (!isMade()) make(network, id);
    return network.vpc(id);
  };
  return {
    defaultVpc,
    defaultSubnet(availabilityZone) {
      const { id: vpcId } = defaultVpc();
      const found = network
        .subnets()
        .find((subnet) => subnet.vpcId === vpcId && [subnet.availabilityZone, undefined].includes(availabilityZone));
      if (found) return found;
      throw new AwsError("InvalidParameterValue", `There is no default subnet in ${availabilityZone}.`);
    },
  };
}

function make(network: Network, vpcId: string): void {
  network.putVpc({ id: vpcId, cidrBlock: CIDR_BLOCK, isDefault: true });
  const [table, gateway] = [idOf("rtb"), idOf("igw")];
  network.putRouteTable({ id: table, vpcId });
  network.putInternetGateway({ id: gateway, vpcId });
  network.addRoute(table, { destination: "0.0.0.0/0", target: gateway });
  const zones = ZONES.filter(({ type }) => type === "availability-zone");
  for (const [index, { name: availabilityZone }] of zones.entries()) {
    const place = { id: idOf("subnet", availabilityZone), vpcId, cidrBlock: `172.31.${index * BLOCK_STEP}.0/20` };
    network.putSubnet({ ...place, availabilityZone, mapsPublicIps: true });
  }
}

/** The same in every start. */
function idOf(prefix: string, part = ""): string {
  return `${prefix}-${createHash("sha256").update(`default ${prefix} ${part}`).digest("hex").slice(0, 17)}`;
}
