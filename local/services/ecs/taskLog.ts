import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";

/** The log of one container: shown live, and written to CloudWatch as far as the execution role may. */
export class TaskLog {
  #isLost: boolean;

  constructor(
    private readonly deps: Pick<Services, "iam" | "logs" | "clock" | "report">,
    private readonly place: { label: string; group: string; stream: string; role: Principal | undefined },
  ) {
    const resource = arn("logs", `log-group:${place.group}:log-stream:${place.stream}`);
    this.#isLost = !place.role || !deps.iam.allows(place.role, { action: "logs:PutLogEvents", resource });
    if (this.#isLost) {
      // On AWS the log driver keeps this to itself.
      deps.report.warn(place.label, `its logs are lost: the execution role lacks logs:PutLogEvents on ${resource}`);
    }
  }

  line(message: string): void {
    const { label, group, stream } = this.place;
    this.deps.report.log(label, message);
    if (this.#isLost) return;
    try {
      this.deps.logs.write(group, stream, [{ timestamp: this.deps.clock.now(), message }]);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // The group went away under a running task: nothing is logged from here on, as on AWS.
      this.#isLost = true;
    }
  }
}
