import type { Change } from "./change";

/** A resource could not be made or deleted as declared. */
export class ResourceError extends Error {
  override readonly name = "ResourceError";

  constructor(resource: { type: string; name: string }, what: string, cause: unknown) {
    super(`${resource.type} "${resource.name}": ${what}${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** Everything is as the program declares it, but what it no longer needs could not all be deleted. */
export class LeftoverError extends Error {
  override readonly name = "LeftoverError";

  /** @param changes what the evaluation did */
  constructor(
    failures: readonly ResourceError[],
    readonly changes: readonly Change[],
  ) {
    super(failures.map((failure) => failure.message).join("\n"));
  }
}
