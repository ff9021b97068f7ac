import { costOf, entriesOf, PRICES, PRICES_AS_OF, type Usage } from "../../local/trace/cost/prices";
import type { CostedSystem } from "./systems";

/** Counts of a system, for one event. */
export interface Counted {
  system: CostedSystem;
  events: number;
  perEvent: Usage;
}

const MILLION = 1_000_000;

/** Writes `docs/cost.md`. */
export function costPage(counted: readonly Counted[]): string {
  return [
    "# What a million events cost",
    "",
    "`npm run bench -- cost` writes this page: it counts the calls that each system makes for the events of a load, with the local cloud, and",
    "multiplies them with the prices below. The naive design of the same flow is no measurement: what it asks for is written down beside it.",
    "",
    "Not in it is what stands there without events too (tasks of Fargate, shards, Postgres, NAT), what is kept and logged by the gigabyte, keys,",
    "and traffic; so the systems with workers (webhooks, debounce, bursts) pay by the hour for what the naive design pays a function for.",
    "An invocation is taken to last 5 ms, and 5 ms for each call to AWS that it makes, with 512 MiB, for times of a laptop are none of AWS;",
    "batches are as large as the load on that laptop made them: on AWS a steady load makes larger ones, and each event is cheaper then. Items",
    "are taken to have at most 1 KB, indexes left out. `bastion` takes no events, and of `interval-processing` a run costs its tasks' seconds.",
    "Access cards cost more than their naive design: they decide in transactions, which are charged twice, and lose no event.",
    "",
    "| system | an event | US dollars a million | naive | times as much |",
    "| --- | --- | ---: | ---: | ---: |",
    ...counted.map(({ system, perEvent }) => {
      const [own, naive] = [costOf(perEvent) * MILLION, costOf(system.naive.perEvent) * MILLION];
      return `| ${system.name} | ${system.event} | ${dollars(own)} | ${dollars(naive)} | ${(naive / own).toFixed(1)} |`;
    }),
    "",
    ...counted.flatMap(sectionOf),
    "## Prices",
    "",
    `US dollars for a million, us-east-1, on demand, first tier, without free tiers, as of ${PRICES_AS_OF}. Those of DynamoDB and Lambda were`,
    "checked against second sources; the others were not looked up again on that day: check the pages named before you rely on them.",
    "",
    "| what | a million | source |",
    "| --- | ---: | --- |",
    ...Object.values(PRICES).map(
      ({ name, perMillion, source }) => `| ${name} | ${Number(perMillion.toFixed(4))} | <${source}> |`,
    ),
    "",
  ].join("\n");
}

function sectionOf({ system, events, perEvent }: Counted): string[] {
  const { design, perEvent: naive } = system.naive;
  const charged = entriesOf({ ...naive, ...perEvent }).map(([what]) => what);
  return [
    `## ${system.name}`,
    "",
    `Counted over ${events.toLocaleString("en")} events (\`npm run load -- ${[system.name, ...system.load].join(" ")}\`). Naive: ${design}.`,
    "",
    "| for an event | here | naive | here, dollars a million | naive |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...charged.map((what) => {
      const [own, other] = [perEvent[what] ?? 0, naive[what] ?? 0];
      const cost = (count: number) => dollars(costOf({ [what]: count }) * MILLION);
      return `| ${PRICES[what].name} | ${short(own)} | ${short(other)} | ${cost(own)} | ${cost(other)} |`;
    }),
    "",
  ];
}

function dollars(value: number): string {
  return value.toFixed(2);
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
