import type { TableLine } from "../logic/items";
import { hrefOf } from "../logic/route";
import { bytesOf } from "../logic/words";
import { PlaceCell } from "../parts/facts";
import { ListPage } from "../parts/listPage";
import type { Column } from "../parts/table";

const COLUMNS: readonly Column<TableLine>[] = [
  { title: "Table", cell: ({ name, label }) => <a href={hrefOf("tables", name)}>{label}</a> },
  { title: "System", cell: PlaceCell },
  { title: "Keys", cell: ({ keys }) => keys.map(({ AttributeName }) => AttributeName).join(", ") },
  { title: "Stream", cell: ({ hasStream }) => (hasStream ? "on" : "–") },
  { title: "Items", isNumber: true, cell: ({ items }) => items.toLocaleString() },
  { title: "Size", isNumber: true, cell: ({ bytes }) => bytesOf(bytes) },
];

/** Every table. */
export function TablesPage() {
  const rowsIn = ({ tables }: { tables: readonly TableLine[] }) => tables;
  return <ListPage page="tables" rowsIn={rowsIn} columns={COLUMNS} one="table" />;
}
