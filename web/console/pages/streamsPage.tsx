import { Nothing } from "../../shared/parts/notices";
import { useLive } from "../api";
import { hrefOf } from "../logic/route";
import { countOf, spanOf } from "../logic/words";
import { PlaceCell } from "../parts/facts";
import { Shown } from "../parts/shown";
import { type Column, Table } from "../parts/table";
import { Title } from "../parts/title";

export interface StreamReader {
  label: string;
  function?: string;
  iteratorAgeMs?: number;
}

export interface StreamLine {
  label: string;
  system?: string;
  component?: string;
  name: string;
  kind: "kinesis" | "table";
  shards: number;
  records?: number;
  readers: readonly StreamReader[];
}

interface DeliveryLine {
  label: string;
  system?: string;
  component?: string;
  name: string;
  records: number;
  delivered: number;
  freshnessSeconds?: number;
  bucket?: string;
}

const STREAMS: readonly Column<StreamLine>[] = [
  {
    title: "Stream",
    cell: ({ name, label, kind }) => (
      <>
        <a href={hrefOf("streams", name)}>{label}</a> {kind === "table" && <span className="badge">of a table</span>}
      </>
    ),
  },
  { title: "System", cell: PlaceCell },
  { title: "Shards", isNumber: true, cell: ({ shards }) => shards.toLocaleString() },
  { title: "Records", isNumber: true, cell: ({ records }) => records?.toLocaleString() ?? "–" },
  { title: "Read by", cell: ({ readers }) => readers.map(({ label }) => label).join(", ") || "nobody" },
  { title: "Iterator age", isNumber: true, cell: ({ readers }) => ageOf(readers) },
];

const DELIVERIES: readonly Column<DeliveryLine>[] = [
  { title: "Delivery stream", cell: ({ label }) => label },
  { title: "System", cell: PlaceCell },
  { title: "Records", isNumber: true, cell: ({ records }) => records.toLocaleString() },
  { title: "Delivered", isNumber: true, cell: ({ delivered }) => delivered.toLocaleString() },
  {
    title: "Oldest held",
    isNumber: true,
    cell: ({ freshnessSeconds }) => (freshnessSeconds === undefined ? "–" : spanOf(freshnessSeconds * 1000)),
  },
  {
    title: "Into",
    cell: ({ bucket }) => (bucket === undefined ? "–" : <a href={hrefOf("buckets", bucket)}>{bucket}</a>),
  },
];

/** The largest age of a batch that one of the readers had. */
export function ageOf(readers: readonly StreamReader[]): string {
  const ages = readers.flatMap(({ iteratorAgeMs }) => iteratorAgeMs ?? []);
  return ages.length === 0 ? "–" : spanOf(Math.max(...ages));
}

/** Every stream with who reads it, and every delivery stream. */
export function StreamsPage() {
  const live = useLive<{
    streams: readonly StreamLine[];
    deliveries: readonly DeliveryLine[];
    recentMinutes: number;
  }>("streams");
  return (
    <>
      <Title>Streams</Title>
      <Shown live={live}>
        {({ streams, deliveries, recentMinutes }) =>
          streams.length + deliveries.length === 0 ? (
            <Nothing title="No streams">No program that runs here has one.</Nothing>
          ) : (
            <>
              <p className="hint">Records and ages are those of the last {recentMinutes} minutes.</p>
              {streams.length > 0 && (
                <Table
                  caption={countOf(streams.length, "stream")}
                  columns={STREAMS}
                  rows={streams}
                  keyOf={({ name }) => name}
                />
              )}
              {deliveries.length > 0 && (
                <section aria-labelledby="deliveries">
                  <h2 id="deliveries">Delivery to buckets</h2>
                  <Table
                    caption={countOf(deliveries.length, "delivery stream")}
                    columns={DELIVERIES}
                    rows={deliveries}
                    keyOf={({ name }) => name}
                  />
                </section>
              )}
            </>
          )
        }
      </Shown>
    </>
  );
}
