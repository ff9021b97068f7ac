import { AwsError } from "../../../../base/awsError";
import { NotSupportedLocally } from "../notSupportedLocally";

/** A fault of a definition, as ValidateStateMachineDefinition answers it. */
export interface Diagnostic {
  severity: "ERROR";
  /** AWS's, or `NOT_SUPPORTED_LOCALLY` for what AWS would take. */
  code: string;
  message: string;
  /** `"/States/Store/Resource"`; none where the fault has no place. */
  location?: string;
}

/** Collects what is wrong in a definition. */
export class Diagnostics {
  readonly all: Diagnostic[] = [];

  add(code: string, message: string, location?: string): void {
    this.all.push({ severity: "ERROR", code, message, ...(location !== undefined && { location }) });
  }

  schema(message: string, location: string): void {
    this.add("SCHEMA_VALIDATION_FAILED", message, location);
  }

  unsupported(message: string, location: string): void {
    this.add("NOT_SUPPORTED_LOCALLY", message, location);
  }

  /** Runs a check that throws, and notes what it says. */
  check(location: string, check: () => void): void {
    try {
      check();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof NotSupportedLocally) this.unsupported(reason, location);
      else this.schema(reason, location);
    }
  }
}

/** The refusal of CreateStateMachine and UpdateStateMachine. */
export function invalidDefinition(diagnostics: readonly Diagnostic[]): AwsError {
  const faults = diagnostics.map(({ code, message, location = null }) => `${code}: ${message} at ${location}`);
  return new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${faults.join(", ")}'`);
}
