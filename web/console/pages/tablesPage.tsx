import { Nothing } from "../../shared/parts/notices";
import { useLive } from "../api";
import type { TableLine } from "../logic/items";
import { hrefOf } from "../logic/route";
import { bytesOf, countOf } from "../logic/words";
import { PlaceCell } from "../parts/facts";
import { Shown } from "../parts/shown";
import { type Column, Table } from "../parts/table";
import { Title } from "../parts/title";

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
  const live = useLive<{ tables: readonly TableLine[] }>("tables");
  return (
    <>
      <Title>Tables</Title>
      <Shown live={live}>
        {({ tables }) =>
          tables.length === 0 ? (
            <Nothing title="No tables">No program that runs here has one.</Nothing>
          ) : (
            <Table
              caption={countOf(tables.length, "table")}
              columns={COLUMNS}
              rows={tables}
              keyOf={({ name }) => name}
            />
          )
        }
      </Shown>
    </>
  );
}
