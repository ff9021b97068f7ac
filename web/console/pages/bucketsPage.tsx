import { hrefOf } from "../logic/route";
import { bytesOf } from "../logic/words";
import { Ago, PlaceCell } from "../parts/facts";
import { ListPage } from "../parts/listPage";
import type { Column } from "../parts/table";

interface BucketLine {
  label: string;
  system?: string;
  component?: string;
  name: string;
  objects: number;
  bytes: number;
  latest?: number;
}

const COLUMNS: readonly Column<BucketLine>[] = [
  { title: "Bucket", cell: ({ name, label }) => <a href={hrefOf("buckets", name)}>{label}</a> },
  { title: "System", cell: PlaceCell },
  { title: "Objects", isNumber: true, cell: ({ objects }) => objects.toLocaleString() },
  { title: "Size", isNumber: true, cell: ({ bytes }) => bytesOf(bytes) },
  { title: "Latest", cell: ({ latest }) => (latest === undefined ? "–" : <Ago at={latest} />) },
];

/** Every bucket, with how much is in it. */
export function BucketsPage() {
  const rowsIn = ({ buckets }: { buckets: readonly BucketLine[] }) => buckets;
  return <ListPage page="buckets" rowsIn={rowsIn} columns={COLUMNS} one="bucket" />;
}
