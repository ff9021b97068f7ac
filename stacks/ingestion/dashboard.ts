import type * as aws from "@pulumi/aws";
import { TrafficDashboard } from "../../components/trafficDashboard";
import type { ValidatedIngest } from "../../components/validatedIngest";
import type { IngestionTraffic } from "./traffic";

/** Shows what happens at the URL, and in the stream's consumer where there is one. */
export function ingestionDashboard(
  name: string,
  { entryApi, validator, decider, alarms }: ValidatedIngest,
  traffic: IngestionTraffic | undefined,
): TrafficDashboard {
  const consumer: Record<string, aws.lambda.Function> = traffic?.entryStream
    ? { "Stream consumer": traffic.entryStream.consumer }
    : {};
  return new TrafficDashboard(name, {
    functions: { "Public URL": entryApi, Validation: validator, Approvals: decider, ...consumer },
    alarms: [...alarms, ...(traffic?.simulator.alarms ?? []), ...(traffic?.entryStream?.alarms ?? [])],
  });
}
