import { Problem, Waiting } from "../../shared/parts/notices";
import type { QueryRun } from "../logic/queryRun";

/** Shows the progress of a query, and the way to stop it. */
export function QueryProgress({ run, onCancel, onRetry }: { run: QueryRun; onCancel(): void; onRetry(): void }) {
  switch (run.phase) {
    case "done":
      return null;
    case "failed":
      return <Problem onRetry={onRetry}>{run.reason}</Problem>;
    case "cancelled":
      return (
        <p className="notice" role="status">
          Cancelled. Nothing was changed.
        </p>
      );
    default:
      return (
        <div className="progress">
          <Waiting>{wordsFor(run)}</Waiting>
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
        </div>
      );
  }
}

function wordsFor(run: Extract<QueryRun, { phase: "starting" | "queued" | "running" | "loading" }>): string {
  switch (run.phase) {
    case "starting":
      return "Asking…";
    case "queued":
      return "Waiting for its turn…";
    case "running":
      if (run.retrying) return "The connection fails, trying again…";
      return run.scannedBytes === undefined
        ? "Searching the archive…"
        : `Searching the archive, ${bytesOf(run.scannedBytes)} so far…`;
    case "loading":
      return `Loading, ${run.loaded.toLocaleString()} events so far…`;
  }
}

/** `1.5 MB` */
export function bytesOf(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return new Intl.NumberFormat(undefined, {
    style: "unit",
    unit: units[power] as string,
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: 1,
  }).format(bytes / 1_000 ** power);
}
