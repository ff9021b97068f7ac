import { Inventory } from "../../../local/base/inventory";
import { silentReport as report } from "../../../local/base/report";
import { secretsManagerControl } from "../../../local/control/secretsManager/secretsManagerControl";
import { createIam } from "../../../local/iam/createIam";
import { secret } from "../../../local/resources/secretsmanager/secret";
import { createKms } from "../../../local/services/kms/createKms";
import { createSecretsManager } from "../../../local/services/secretsmanager/createSecretsManager";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { controlledBy, NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

/** Calls of an account without secrets. */
export function startSecretsSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  return startFreshApi(connect, "secretsmanager", () => {
    const clock = new HeldClock(Date.parse(NOW));
    const [iam, inventory] = [createIam({ report }), new Inventory(report)];
    const [kms, secretsManager] = [createKms({ iam }), createSecretsManager({ clock, inventory })];
    const handlers = [secret({ iam, kms, secretsManager })];
    const resources = controlledBy(handlers, "InvalidParameterException", inventory);
    return { api: secretsManagerControl({ clock, kms, secretsManager, resources }), clock };
  });
}
