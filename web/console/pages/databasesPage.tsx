import { hrefOf } from "../logic/route";
import { PlaceCell } from "../parts/facts";
import { ListPage } from "../parts/listPage";
import type { Column } from "../parts/table";

interface DatabaseLine {
  label: string;
  system?: string;
  component?: string;
  name: string;
  kind: "Postgres" | "Athena";
  about: string;
}

const COLUMNS: readonly Column<DatabaseLine>[] = [
  { title: "Database", cell: ({ name, label }) => <a href={hrefOf("databases", name)}>{label}</a> },
  { title: "System", cell: PlaceCell },
  { title: "Kind", cell: ({ kind }) => kind },
  { title: "Address or tables", cell: ({ about }) => about || "–" },
];

/** Every database that can be asked in SQL. */
export function DatabasesPage() {
  const rowsIn = ({ databases }: { databases: readonly DatabaseLine[] }) => databases;
  return <ListPage page="databases" rowsIn={rowsIn} columns={COLUMNS} one="database" />;
}
