import type { Resource } from "../../engine/deployment";
import type { Services } from "../../services";
import { type ConsoleParts, ofType, type Place, placeOf, type View } from "../parts";
import { resourceAskedFor } from "./page";
import { measured, RECENT_MS } from "./recent";

const FUNCTION = "aws:lambda/function:Function";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";

interface FunctionLine extends Place {
  name: string;
  arn: string;
  role: string;
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  logGroup: string;
  invocations: number;
  errors: number;
  throttles: number;
  /** Absent where it has not run lately. */
  averageMs?: number;
  slowMs?: number;
  /** ARNs of queues and streams that it reads. */
  sources: readonly string[];
}

/** Every function of the program, with its calls of the last quarter of an hour. */
export const functions: View = (parts) => {
  const mappings = ofType(parts.program, MAPPING);
  return {
    functions: ofType(parts.program, FUNCTION).map((resource) => functionLine(parts, resource, mappings)),
    recentMinutes: RECENT_MS / 60_000,
  };
};

/** One function, with names of its variables. Their values may be secrets, and stay where they are. */
export const functionPage: View = (parts, query) => {
  const resource = resourceAskedFor(parts.program, FUNCTION, query, "function");
  const { variables = {} } = (resource.state.environment ?? {}) as { variables?: Record<string, unknown> };
  return {
    function: functionLine(parts, resource, ofType(parts.program, MAPPING)),
    recentMinutes: RECENT_MS / 60_000,
    variables: Object.keys(variables).sort(),
  };
};

/** Errors of a function in the last quarter of an hour. */
export function recentErrors(services: Measured, name: string): number {
  return recently(services, name, "Errors", "Sum") ?? 0;
}

type Measured = Pick<Services, "clock" | "metrics">;

function recently(services: Measured, name: string, metricName: string, statistic: string) {
  return measured(services, { namespace: "AWS/Lambda", metricName, dimensions: { FunctionName: name } }, statistic);
}

function functionLine(
  { services, program }: ConsoleParts,
  resource: Resource,
  mappings: readonly Resource[],
): FunctionLine {
  const { state } = resource;
  const name = String(state.name);
  const recent = (metricName: string, statistic: string) => recently(services, name, metricName, statistic);
  const averageMs = recent("Duration", "Average");
  const slowMs = recent("Duration", "p99");
  const { logGroup = `/aws/lambda/${name}` } = (state.loggingConfig ?? {}) as { logGroup?: string };
  return {
    ...placeOf(program, resource),
    ...{ name, arn: String(state.arn), role: String(state.role), handler: String(state.handler), logGroup },
    timeoutSeconds: Number(state.timeout ?? 3),
    memoryMb: Number(state.memorySize ?? 128),
    invocations: recent("Invocations", "Sum") ?? 0,
    errors: recentErrors(services, name),
    throttles: recent("Throttles", "Sum") ?? 0,
    ...(averageMs !== undefined && { averageMs }),
    ...(slowMs !== undefined && { slowMs }),
    sources: mappings
      .filter((mapping) => [name, state.arn].includes(mapping.state.functionName))
      .map((mapping) => String(mapping.state.eventSourceArn)),
  };
}
