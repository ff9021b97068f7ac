import { Nothing } from "../../shared/parts/notices";
import { useLive } from "../api";
import { hrefOf } from "../logic/route";
import { countOf, spanOf } from "../logic/words";
import { PlaceCell } from "../parts/facts";
import { Shown } from "../parts/shown";
import { type Column, Table } from "../parts/table";
import { Title } from "../parts/title";

export interface QueueLine {
  label: string;
  system?: string;
  component?: string;
  name: string;
  arn: string;
  url: string;
  isFifo: boolean;
  visible: number;
  inFlight: number;
  delayed: number;
  oldestAgeSeconds: number;
  deadLetters?: string;
  deadLettersOf: readonly string[];
}

const COLUMNS: readonly Column<QueueLine>[] = [
  {
    title: "Queue",
    cell: ({ name, label, deadLettersOf, visible }) => (
      <>
        <a href={hrefOf("queues", name)}>{label}</a>{" "}
        {deadLettersOf.length > 0 && <span className={visible > 0 ? "badge bad" : "badge"}>dead letters</span>}
      </>
    ),
  },
  { title: "System", cell: PlaceCell },
  { title: "Waiting", isNumber: true, cell: ({ visible }) => visible.toLocaleString() },
  { title: "In flight", isNumber: true, cell: ({ inFlight }) => inFlight.toLocaleString() },
  { title: "Delayed", isNumber: true, cell: ({ delayed }) => delayed.toLocaleString() },
  {
    title: "Oldest",
    isNumber: true,
    cell: ({ oldestAgeSeconds, visible, inFlight }) =>
      visible + inFlight === 0 ? "–" : spanOf(oldestAgeSeconds * 1000),
  },
];

/** Every queue with its backlog. */
export function QueuesPage() {
  const live = useLive<{ queues: readonly QueueLine[] }>("queues");
  return (
    <>
      <Title>Queues</Title>
      <Shown live={live}>
        {({ queues }) =>
          queues.length === 0 ? (
            <Nothing title="No queues">No program that runs here has one.</Nothing>
          ) : (
            <Table
              caption={countOf(queues.length, "queue")}
              columns={COLUMNS}
              rows={queues}
              keyOf={({ name }) => name}
            />
          )
        }
      </Shown>
    </>
  );
}
