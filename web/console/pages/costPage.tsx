import { Nothing } from "../../shared/parts/notices";
import { useLive } from "../api";
import { NO_SYSTEM } from "../logic/mapData";
import { dollarsOf } from "../logic/money";
import { countOf } from "../logic/words";
import { Ago, Facts } from "../parts/facts";
import { Shown } from "../parts/shown";
import { type Column, Table } from "../parts/table";
import { Title } from "../parts/title";

interface Charge {
  name: string;
  count: number;
  perMillion: number;
  dollars: number;
}

interface SystemCost {
  system: string;
  events: number;
  dollars: number;
  perMillionEvents?: number;
  charges: readonly Charge[];
}

interface CostView {
  systems: readonly SystemCost[];
  since: number;
  pricesAsOf: string;
}

const CHARGES: readonly Column<Charge>[] = [
  { title: "What is charged", cell: ({ name }) => name },
  {
    title: "Counted",
    isNumber: true,
    cell: ({ count }) => count.toLocaleString(undefined, { maximumSignificantDigits: 4 }),
  },
  { title: "Per million", isNumber: true, cell: ({ perMillion }) => dollarsOf(perMillion) },
  { title: "Comes to", isNumber: true, cell: ({ dollars }) => dollarsOf(dollars) },
];

/** Calls that were seen, times what AWS asks for them. */
export function CostPage() {
  const live = useLive<CostView>("cost");
  return (
    <>
      <Title>Cost</Title>
      <Shown live={live}>
        {({ systems, since, pricesAsOf }) =>
          systems.length === 0 ? (
            <Nothing title="Nothing to charge for">
              What runs is counted from when the console was opened, <Ago at={since} />. Send an event, and look again.
            </Nothing>
          ) : (
            <>
              <p className="hint">
                What AWS would charge for calls since <Ago at={since} />, by its prices of {pricesAsOf} in us-east-1.
                Not in it: what stands there without events (tasks, shards, databases), what is kept and logged, polls
                that find nothing, and traffic. Functions are taken to have 512 MiB, and 5 ms for each call.
              </p>
              {systems.map((system) => (
                <SystemSection key={system.system} system={system} />
              ))}
            </>
          )
        }
      </Shown>
    </>
  );
}

function SystemSection({ system: { system, events, dollars, perMillionEvents, charges } }: { system: SystemCost }) {
  const name = system || NO_SYSTEM;
  return (
    <section aria-label={name}>
      <h2>{name}</h2>
      <Facts
        facts={[
          ["A million events cost", perMillionEvents === undefined ? "–" : dollarsOf(perMillionEvents)],
          ["Events from outside", events.toLocaleString()],
          ["So far", dollarsOf(dollars)],
        ]}
      />
      {charges.length > 0 && (
        <Table
          caption={`${name}: ${countOf(charges.length, "charge")}`}
          columns={CHARGES}
          rows={charges}
          keyOf={({ name: charge }) => charge}
        />
      )}
    </section>
  );
}
