import { Inventory } from "../../../local/base/inventory";
import { silentReport as report } from "../../../local/base/report";
import { createIam } from "../../../local/iam/createIam";
import type { Services } from "../../../local/services";
import { createKms } from "../../../local/services/kms/createKms";
import { createSsm } from "../../../local/services/ssm/createSsm";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

/** Calls of an account without parameters. */
export function startSsmSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  return startFreshApi(connect, "ssm", () => {
    const clock = new HeldClock(Date.parse(NOW));
    const kms = createKms({ iam: createIam({ report }), clock });
    const instances = {} as Services["instances"];
    return { api: createSsm({ clock, instances, inventory: new Inventory(report), kms, report }).api, clock };
  });
}
