import { silentReport } from "../../local/base/report";
import { createIam } from "../../local/iam/createIam";
import { createKms } from "../../local/services/kms/createKms";
import type { Kms } from "../../local/services/kms/kms";

/** Keys of which no policy matters to a test. */
export function localKms(): Kms {
  return createKms({ iam: createIam({ report: silentReport }) });
}
