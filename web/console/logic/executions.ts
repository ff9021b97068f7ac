export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "PENDING_REDRIVE";

export interface Execution {
  executionArn: string;
  name: string;
  status: ExecutionStatus;
  /** Seconds since the Unix epoch. */
  startDate: number;
  stopDate?: number;
}

export interface WorkflowLine {
  label: string;
  system?: string;
  component?: string;
  name: string;
  arn: string;
  type: "STANDARD" | "EXPRESS";
}

/** An event of a history: its details are in a member that its type names. */
export interface HistoryEvent {
  id: number;
  type: string;
  timestamp: number;
  [details: string]: unknown;
}

export const STATUSES: Readonly<Record<ExecutionStatus, { words: string; mark: string }>> = {
  RUNNING: { words: "runs", mark: "warn" },
  SUCCEEDED: { words: "succeeded", mark: "good" },
  FAILED: { words: "failed", mark: "bad" },
  TIMED_OUT: { words: "timed out", mark: "bad" },
  ABORTED: { words: "stopped", mark: "" },
  PENDING_REDRIVE: { words: "redrives", mark: "warn" },
};

/** Names the thing that an event is about: the state, the function or the error that it names. */
export function subjectOf(event: HistoryEvent): string {
  const details = detailsOf(event);
  const found = ["name", "resource", "error", "cause"].map((name) => details[name]).find((each) => each !== undefined);
  return found === undefined ? "" : String(found);
}

/** The details of an event, whatever it is. */
export function detailsOf(event: HistoryEvent): Readonly<Record<string, unknown>> {
  const [, details = {}] = Object.entries(event).find(([name]) => name.endsWith("EventDetails")) ?? [];
  return details as Readonly<Record<string, unknown>>;
}
