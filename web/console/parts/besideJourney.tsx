import { useState } from "react";
import { beside, type Hop, type KeptHop, type KeptJourney, keptJourney, keptWith, OUTCOMES } from "../logic/journey";
import { countOf, dateTimeOf, spanOf } from "../logic/words";
import { type Column, Table } from "./table";

type Row = ReturnType<typeof beside>[number] & { key: string };

const KEY = "sluice.journeys";

const COLUMNS: readonly Column<Row>[] = [
  { title: "Hop", cell: ({ words }) => words },
  { title: "This one", isNumber: true, cell: ({ here }) => <Side hop={here} /> },
  { title: "The other", isNumber: true, cell: ({ there }) => <Side hop={there} /> },
];

/** Keeps a journey in this browser, beyond the run that it is of, and shows it beside another one that was kept. */
export function BesideJourney({ hops }: { hops: readonly Hop[] }) {
  const [kept, setKept] = useState(readKept);
  const [chosen, setChosen] = useState("");
  const own = keptJourney(hops);
  const others = kept.filter(({ name, at }) => name !== own.name || at !== own.at);
  const other = others.find((each) => keyOf(each) === chosen);
  const keep = () => {
    const all = keptWith(kept, own);
    localStorage.setItem(KEY, JSON.stringify(all));
    setKept(all);
  };
  return (
    <section aria-label="Another journey beside this one">
      <div className="search">
        <div className="field">
          <label htmlFor="beside">Beside</label>
          <select id="beside" value={chosen} onChange={({ target }) => setChosen(target.value)}>
            <option value="">{others.length === 0 ? "no other one is kept" : "none"}</option>
            {others.map((each) => (
              <option key={keyOf(each)} value={keyOf(each)}>
                {each.name}, {dateTimeOf(each.at)}
              </option>
            ))}
          </select>
        </div>
        <button type="button" onClick={keep}>
          Keep this one
        </button>
      </div>
      <p className="unseen" role="status">
        {kept.length > others.length ? "It is kept in this browser." : ""}
      </p>
      {other && <Pairs own={own} other={other} />}
    </section>
  );
}

function Pairs({ own, other }: { own: KeptJourney; other: KeptJourney }) {
  const rows = beside(own.hops, other.hops).map((pair, index) => ({ ...pair, key: `${index} ${pair.words}` }));
  return (
    <>
      <p className="hint">
        This one took {spanOf(own.ms)}, the other {spanOf(other.ms)}.
      </p>
      <Table caption={countOf(rows.length, "hop")} columns={COLUMNS} rows={rows} keyOf={({ key }) => key} />
    </>
  );
}

function Side({ hop }: { hop: KeptHop | undefined }) {
  if (hop === undefined) return <span className="badge warn">not there</span>;
  const { words, mark } = OUTCOMES[hop.outcome];
  return (
    <>
      {hop.ms === undefined ? "–" : spanOf(hop.ms)} {mark === "bad" && <span className="badge bad">{words}</span>}
    </>
  );
}

function keyOf({ name, at }: KeptJourney): string {
  return `${at} ${name}`;
}

function readKept(): readonly KeptJourney[] {
  return JSON.parse(localStorage.getItem(KEY) ?? "[]") as readonly KeptJourney[];
}
