import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Inventory } from "../../../local/base/inventory";
import { silentReport as report } from "../../../local/base/report";
import { ec2Control } from "../../../local/control/ec2/ec2Control";
import { createIam } from "../../../local/iam/createIam";
import { eip } from "../../../local/resources/ec2/eip";
import { instance } from "../../../local/resources/ec2/instance";
import { internetGateway } from "../../../local/resources/ec2/internetGateway";
import { keyPair } from "../../../local/resources/ec2/keyPair";
import { natGateway } from "../../../local/resources/ec2/natGateway";
import { route, routeTable, routeTableAssociation } from "../../../local/resources/ec2/routeTable";
import { securityGroup } from "../../../local/resources/ec2/securityGroup";
import { subnet } from "../../../local/resources/ec2/subnet";
import { ec2Vpc } from "../../../local/resources/ec2/vpc";
import { securityGroupEgressRule } from "../../../local/resources/vpc/securityGroupEgressRule";
import { securityGroupIngressRule } from "../../../local/resources/vpc/securityGroupIngressRule";
import { createEc2 } from "../../../local/services/ec2/createEc2";
import { createInstances } from "../../../local/services/ec2/createInstances";
import { HeldClock } from "../../support/heldClock";
import type { Calls } from "../calls";
import { overHttp } from "../clients/client";
import { connectSdk } from "../clients/sdkForJavaScript";
import { controlledBy, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

/** Calls of an account without a network, by the SDK: EC2's forms and documents are unlike what programs see. */
export async function startEc2Subject(connect = overHttp(connectSdk)): Promise<Subject<Calls>> {
  const workFolder = mkdtempSync(path.join(tmpdir(), "sluice-conformance-ec2-"));
  const subject = await startFreshApi(connect, "ec2", () => {
    const clock = new HeldClock(0);
    const [iam, ec2] = [createIam({ report }), createEc2()];
    const inventory = new Inventory(report);
    const instances = createInstances({ iam, inventory, ec2, clock, report, workFolder }, { sshd: undefined });
    const handlers = [
      ...[ec2Vpc({ ec2 }), subnet({ ec2 }), internetGateway({ ec2 }), securityGroup({ ec2 }), keyPair({ instances })],
      ...[routeTable({ ec2 }), routeTableAssociation({ ec2 }), route({ ec2 }), instance({ ec2, instances })],
      ...[eip({ ec2, instances }), natGateway({ ec2 })],
      ...[securityGroupEgressRule({ ec2 }), securityGroupIngressRule({ ec2 })],
    ];
    const api = ec2Control({
      ec2,
      iam,
      instances,
      resources: controlledBy(handlers, "InvalidParameterValue", inventory),
    });
    return { api, clock, stop: () => instances.close() };
  });
  return {
    answer: (row) => subject.answer(row),
    async stop() {
      await subject.stop();
      rmSync(workFolder, { recursive: true, force: true });
    },
  };
}
