import { silentReport as report } from "../../../local/base/report";
import { kmsApi } from "../../../local/control/kms/kmsApi";
import { createIam } from "../../../local/iam/createIam";
import { alias } from "../../../local/resources/kms/alias";
import { key } from "../../../local/resources/kms/key";
import { createKms } from "../../../local/services/kms/createKms";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { controlledBy, NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

/** Calls of an account without keys. */
export function startKmsSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  return startFreshApi(connect, "kms", () => {
    const clock = new HeldClock(Date.parse(NOW));
    const iam = createIam({ report });
    const kms = createKms({ iam, clock });
    const resources = controlledBy([key({ kms }), alias({ kms })], "ValidationException");
    return { api: kmsApi({ clock, iam, kms, resources }), clock };
  });
}
