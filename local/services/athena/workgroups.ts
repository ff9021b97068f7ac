import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { ResultLocation, WorkgroupSpec } from "./athena";
import { locationOf } from "./location";
import { QueryError } from "./queryError";

/** The workgroup that every account has. */
export const PRIMARY = "primary";

export class Workgroups {
  readonly #workgroups = new Map<string, WorkgroupSpec>([
    [PRIMARY, { name: PRIMARY, enabled: true, enforced: false, publishesMetrics: true, result: {} }],
  ]);

  put(workgroup: WorkgroupSpec): void {
    this.#workgroups.set(workgroup.name, workgroup);
  }

  /** In the order in which they were made. */
  list(): readonly WorkgroupSpec[] {
    return [...this.#workgroups.values()];
  }

  delete(name: string): void {
    this.#workgroups.delete(name);
  }

  /** Tells if there are others than the one that every account has. */
  get hasOwn(): boolean {
    return [...this.#workgroups.keys()].some((name) => name !== PRIMARY);
  }

  /** @throws AwsError `InvalidRequestException` */
  get(name: string): WorkgroupSpec {
    const workgroup = this.#workgroups.get(name);
    if (workgroup) return workgroup;
    throw new AwsError("InvalidRequestException", `WorkGroup ${name} is not found.`);
  }

  static arnOf(name: string): string {
    return arn("athena", `workgroup/${name}`);
  }
}

/**
 * Where a query's results go. Source: Athena User Guide, "How workgroup settings and client-side settings interact".
 * @throws AwsError `InvalidRequestException` without a location
 */
export function effectiveResult(
  { enforced, result }: WorkgroupSpec,
  own: ResultLocation,
): ResultLocation & { bucket: string; prefix: string; outputLocation: string } {
  const chosen = enforced || own.outputLocation === undefined ? { ...(!enforced && own), ...defined(result) } : own;
  const { outputLocation } = chosen;
  if (outputLocation === undefined) {
    throw new AwsError(
      "InvalidRequestException",
      "No output location provided. An output location is required either through the Workgroup result configuration " +
        "setting or as an API input.",
    );
  }
  try {
    return { ...chosen, outputLocation, ...locationOf(outputLocation) };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new AwsError("InvalidRequestException", `outputLocation is not a valid S3 path: ${outputLocation}`);
  }
}

function defined(result: ResultLocation): ResultLocation {
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined));
}
