import { hrefOf } from "../logic/route";
import { spanOf } from "../logic/words";
import { PlaceCell } from "../parts/facts";
import { ListPage } from "../parts/listPage";
import type { Column } from "../parts/table";

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
  const rowsIn = ({ queues }: { queues: readonly QueueLine[] }) => queues;
  return <ListPage page="queues" rowsIn={rowsIn} columns={COLUMNS} one="queue" />;
}
