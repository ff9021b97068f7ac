import { createTelemetry } from "../shared/telemetry";
import { type Approvals, carryOut, type Decision, expire, readEntry } from "./approvalStore";
import type { EntryStatus } from "./entry";

export interface ApprovalCloserDependencies extends Approvals {
  /** Milliseconds since the Unix epoch. @default `Date.now` */
  now?: () => number;
}

/** The input of the workflow's last step. */
export interface Closing {
  id: string;
  /** `"none"` where nobody decided in time. */
  decision: Decision | "none";
}

/**
 * Ends the wait for one entry. What is recorded in the table counts: a decision that was recorded, but of which the workflow did not
 * hear before its time was up, is carried out all the same. Repeats change nothing.
 * @throws what the SDK throws; the workflow tries again
 */
export function createApprovalCloser({ now = Date.now, ...approvals }: ApprovalCloserDependencies) {
  const telemetry = createTelemetry();
  return async ({ id, decision }: Closing): Promise<{ status: EntryStatus | "gone" }> => {
    const at = new Date(now()).toISOString();
    if (decision === "none" && (await expire(approvals, id, at))) {
      telemetry.count({ ApprovalsExpired: 1 });
      return { status: "expired" };
    }
    const recorded = (await readEntry(approvals, id))?.decision?.S as Decision | undefined;
    if (recorded !== undefined && (await carryOut(approvals, id, recorded, at))) {
      telemetry.count(recorded === "approved" ? { ApprovalsApproved: 1 } : { ApprovalsRejected: 1 });
    }
    const entry = await readEntry(approvals, id);
    return { status: (entry?.status?.S as EntryStatus | undefined) ?? "gone" };
  };
}
