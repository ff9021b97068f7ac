import type { MetricName } from "../../services/cloudwatch/metrics";
import { type Charged, costOf, entriesOf, PRICES, PRICES_AS_OF, type Usage } from "../../trace/cost/prices";
import { gbSeconds } from "../../trace/cost/units";
import { type ConsoleParts, ofType, type View } from "../parts";
import { type MapPlace, type Places, placesOf } from "../places";

const MACHINE = "aws:sfn/stateMachine:StateMachine";
const MILLION = 1_000_000;

/** Metrics that count what is charged for, with the one dimension by which each is told. */
const COUNTED: Readonly<Record<string, readonly Charged[]>> = {
  "AWS/Lambda Invocations FunctionName": ["lambdaRequest", "lambdaGbSecond"],
  "AWS/ApiGateway Count ApiId": ["httpApiRequest"],
  "AWS/ApiGateway Count ApiName": ["restApiRequest"],
  "AWS/Kinesis IncomingRecords StreamName": ["kinesisPut"],
  "AWS/Firehose IncomingRecords DeliveryStreamName": ["firehoseRecord"],
  "AWS/Firehose DataReadFromKinesisStream.Records DeliveryStreamName": ["firehoseRecord"],
  "AWS/Firehose DeliveryToS3.ObjectCount DeliveryStreamName": ["s3Put"],
  "AWS/States ExecutionsStarted StateMachineArn": ["expressExecution"],
};

interface CostLine {
  system: string;
  /** Requests, messages and records that came to the system from outside. */
  events: number;
  /** US dollars of what was counted. */
  dollars: number;
  /** Absent where nothing came from outside. */
  perMillionEvents?: number;
  charges: readonly { name: string; count: number; perMillion: number; dollars: number }[];
}

/** Calls that were seen since the console was opened, times AWS's prices, by system. */
export const cost: View = (parts) => {
  const { services, program } = parts;
  const since = services.calls.watchedSince ?? services.clock.now();
  const places = placesOf(program);
  const usages = new Map<string, Map<Charged, number>>();
  const add = (place: MapPlace | undefined, usage: Usage) => {
    const counts = usages.get(place?.system ?? "") ?? new Map<Charged, number>();
    for (const [charged, count] of entriesOf(usage)) counts.set(charged, (counts.get(charged) ?? 0) + count);
    usages.set(place?.system ?? "", counts);
  };
  for (const { place, usage } of services.calls.charges.all) {
    const found = places.find(place);
    const { lambdaGbSecond, ...others } = usage;
    // A worker pays by the hour, and not for the time of a call.
    add(found, found?.kind === "function" && lambdaGbSecond !== undefined ? { ...others, lambdaGbSecond } : others);
  }
  const named = placesByMetricName(places);
  const states = statesOf(parts);
  for (const metric of services.metrics.list()) {
    const [dimension = "", ...others] = Object.keys(metric.dimensions);
    const charged = COUNTED[`${metric.namespace} ${metric.metricName} ${dimension}`];
    if (charged === undefined || others.length > 0) continue;
    const name = metric.dimensions[dimension] ?? "";
    const count = countOf(parts, metric, since);
    if (count > 0) add(named.get(name), usageOf(charged, count, states.get(name)));
  }
  const events = eventsOf(parts, places);
  const lines = [...new Set([...usages.keys(), ...events.keys()])].map((system): CostLine => {
    const usage: Usage = Object.fromEntries(usages.get(system) ?? []);
    const came = events.get(system) ?? 0;
    const dollars = costOf(usage);
    return {
      ...{ system, events: came, dollars },
      ...(came > 0 && { perMillionEvents: (dollars / came) * MILLION }),
      charges: entriesOf(usage).map(([each, count]) => {
        const { name, perMillion } = PRICES[each];
        return { name, count, perMillion, dollars: (count * perMillion) / MILLION };
      }),
    };
  });
  return { systems: lines.sort((a, b) => b.dollars - a.dollars), since, pricesAsOf: PRICES_AS_OF };
};

function countOf({ services }: ConsoleParts, metric: MetricName, since: number): number {
  const to = services.clock.now() + 1000;
  return services.metrics.statistic({ ...metric, statistic: "Sum", from: since, to }) ?? 0;
}

/** @param states of a standard workflow, which is charged for each */
function usageOf(charged: readonly Charged[], count: number, states: number | undefined): Usage {
  if (states !== undefined) return { standardTransition: count * states };
  return Object.fromEntries(
    charged.map((each) => [each, each === "lambdaGbSecond" ? count * gbSeconds(0) : count] as const),
  );
}

/** As if an execution of a standard workflow came through every state once. */
function statesOf({ program }: ConsoleParts): ReadonlyMap<string, number> {
  const standard = ofType(program, MACHINE).filter(({ state }) => state.type !== "EXPRESS");
  return new Map(
    standard.map(({ state }) => {
      const { States = {} } = JSON.parse(String(state.definition)) as { States?: object };
      return [String(state.arn), Object.keys(States).length];
    }),
  );
}

/** Places by the values that metrics have for them. */
function placesByMetricName(places: Places): ReadonlyMap<string, MapPlace> {
  return new Map(places.all.flatMap((place) => [place.id, place.name, place.resource.id].map((name) => [name, place])));
}

/** Requests and calls of people, by the system that they come to. */
function eventsOf({ services }: ConsoleParts, places: Places): ReadonlyMap<string, number> {
  const events = new Map<string, number>();
  for (const { to, count } of services.calls.arrivals) {
    const system = places.find(to)?.system ?? "";
    events.set(system, (events.get(system) ?? 0) + count);
  }
  return events;
}
