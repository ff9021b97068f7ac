import { Inventory } from "../../../local/base/inventory";
import { silentReport as report } from "../../../local/base/report";
import { rdsApi } from "../../../local/control/rds/rdsApi";
import { instance } from "../../../local/resources/rds/instance";
import { parameterGroup } from "../../../local/resources/rds/parameterGroup";
import { subnetGroup } from "../../../local/resources/rds/subnetGroup";
import { createEc2 } from "../../../local/services/ec2/createEc2";
import type { Rds } from "../../../local/services/rds/rds";
import { createSecretsManager } from "../../../local/services/secretsmanager/createSecretsManager";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { controlledBy, NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

export const SUBNETS = ["subnet-a", "subnet-b"];

/** RDS without servers: who has which group is all that the API asks about. */
function withoutServers(): Rds {
  const [subnetGroups, parameterGroups] = [new Set<string>(), new Set<string>()];
  const rds: Partial<Rds> = {
    createInstance: async () => ({ address: "localhost", port: 5432 }),
    updateInstance: async () => {},
    deleteInstance: async () => {},
    putParameterGroup: async (name) => void parameterGroups.add(name),
    deleteParameterGroup: (name) => void parameterGroups.delete(name),
    hasParameterGroup: (name) => parameterGroups.has(name),
    putSubnetGroup: (name) => void subnetGroups.add(name),
    deleteSubnetGroup: (name) => void subnetGroups.delete(name),
    hasSubnetGroup: (name) => subnetGroups.has(name),
  };
  return rds as Rds;
}

/** Calls of an account with two subnets. Parameters are written as its forms have them. */
export function startRdsSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  return startFreshApi(connect, "rds", () => {
    const clock = new HeldClock(Date.parse(NOW));
    const inventory = new Inventory(report, clock);
    const [rds, ec2] = [withoutServers(), createEc2()];
    ec2.putVpc({ id: "vpc-1", cidrBlock: "10.0.0.0/16" });
    for (const [at, id] of SUBNETS.entries()) {
      const availabilityZone = `us-east-1${"ab".charAt(at)}`;
      ec2.putSubnet({ id, vpcId: "vpc-1", cidrBlock: `10.0.${at}.0/24`, availabilityZone });
    }
    const secretsManager = createSecretsManager({ clock, inventory });
    const handlers = [instance({ rds, ec2, secretsManager }), subnetGroup({ rds, ec2 }), parameterGroup({ rds })];
    return { api: rdsApi({ ec2, resources: controlledBy(handlers, "InvalidParameterValue", inventory) }), clock };
  });
}
