import { tmpdir } from "node:os";
import path from "node:path";
import { noChaos } from "../../../local/base/chaos";
import { silentReport as report } from "../../../local/base/report";
import { ecsControl } from "../../../local/control/ecs/ecsControl";
import { createIam } from "../../../local/iam/createIam";
import { cluster } from "../../../local/resources/ecs/cluster";
import { clusterCapacityProviders } from "../../../local/resources/ecs/clusterCapacityProviders";
import { service } from "../../../local/resources/ecs/service";
import { taskDefinition } from "../../../local/resources/ecs/taskDefinition";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { createEc2 } from "../../../local/services/ec2/createEc2";
import { createEcs } from "../../../local/services/ecs/createEcs";
import type { Images } from "../../../local/services/ecs/images";
import { createLogs } from "../../../local/services/logs/logs";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { controlledBy, NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

export const SUBNET = "subnet-1";

/** Calls of an account with one subnet, in which every image is there and none runs. */
export function startEcsSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  return startFreshApi(connect, "ecs", () => {
    const clock = new HeldClock(Date.parse(NOW));
    const [iam, metrics, ec2] = [createIam({ report }), createMetrics({ clock }), createEc2()];
    const images = { find: () => ({}) } as unknown as Images;
    ec2.putVpc({ id: "vpc-1", cidrBlock: "10.0.0.0/16" });
    ec2.putSubnet({ id: SUBNET, vpcId: "vpc-1", cidrBlock: "10.0.0.0/24", availabilityZone: "us-east-1a" });
    const ecs = createEcs({
      ...{ iam, metrics, images, clock, report, chaos: noChaos, logs: createLogs({ clock, metrics, report }) },
      ...{
        events: { emit() {}, delivered: async () => {} },
        edgeUrl: "",
        workFolder: path.join(tmpdir(), "sluice-conformance-ecs"),
      },
      secretsManager: { arnOf: (id: string) => id, value: () => "" },
      ssm: { permissionsToRead: () => [], value: () => "" },
      rds: { caFile: undefined, unreachable: () => [] },
    });
    const handlers = [
      cluster({ ecs }),
      clusterCapacityProviders({ ecs }),
      taskDefinition({ ecs, iam, images }),
      service({ ecs, ec2, clock }),
    ];
    const resources = controlledBy(handlers, "InvalidParameterException");
    const definitions = controlledBy(handlers, "ClientException", resources.inventory);
    return {
      api: ecsControl({ ecs, inventory: resources.inventory, resources, definitions }),
      clock,
      async stop() {
        metrics.stop();
        await ecs.stop();
      },
    };
  });
}
