import { Inventory } from "../../../local/base/inventory";
import { silentReport as report } from "../../../local/base/report";
import { iamApi } from "../../../local/control/iam/iamApi";
import { createIam } from "../../../local/iam/createIam";
import { accessKey } from "../../../local/resources/iam/accessKey";
import { group } from "../../../local/resources/iam/group";
import { identityPolicyAttachment } from "../../../local/resources/iam/identityPolicies";
import { instanceProfile } from "../../../local/resources/iam/instanceProfile";
import { policy } from "../../../local/resources/iam/policy";
import { role } from "../../../local/resources/iam/role";
import { rolePolicy } from "../../../local/resources/iam/rolePolicy";
import { rolePolicyAttachment } from "../../../local/resources/iam/rolePolicyAttachment";
import { user } from "../../../local/resources/iam/user";
import type { Services } from "../../../local/services";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { controlledBy, NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

/** Calls of an account without roles. Parameters are texts, as its forms have them. */
export function startIamSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  return startFreshApi(connect, "iam", () => {
    const clock = new HeldClock(Date.parse(NOW));
    const inventory = new Inventory(report, clock);
    const iam = createIam({ report, tagsOf: (arn) => inventory.tagsOf(arn) });
    const instances = { putProfile() {}, deleteProfile() {} } as Partial<
      Services["instances"]
    > as Services["instances"];
    const handlers = [
      ...[role({ iam, clock }), rolePolicy({ iam }), rolePolicyAttachment({ iam }), policy({ iam })],
      ...[
        group({ iam }),
        identityPolicyAttachment("group", { iam }),
        identityPolicyAttachment("user", { iam }),
        user({ iam }),
        accessKey({ iam, clock, inventory }),
        instanceProfile({ iam, instances }),
      ],
    ];
    return { api: iamApi({ iam, resources: controlledBy(handlers, "ValidationError", inventory) }), clock };
  });
}
