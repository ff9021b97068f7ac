import { hrefOf } from "../logic/route";
import { PlaceCell } from "../parts/facts";
import { ListPage } from "../parts/listPage";
import type { Column } from "../parts/table";

interface PoolLine {
  label: string;
  system?: string;
  component?: string;
  name: string;
  users: number;
  hasMore: boolean;
  clients: number;
}

const COLUMNS: readonly Column<PoolLine>[] = [
  { title: "User pool", cell: ({ name, label }) => <a href={hrefOf("users", name)}>{label}</a> },
  { title: "System", cell: PlaceCell },
  { title: "Users", isNumber: true, cell: ({ users, hasMore }) => `${hasMore ? "over " : ""}${users}` },
  { title: "Clients", isNumber: true, cell: ({ clients }) => clients },
];

/** Every user pool. */
export function UsersPage() {
  return (
    <ListPage
      page="users"
      rowsIn={({ pools }: { pools: readonly PoolLine[] }) => pools}
      columns={COLUMNS}
      one="user pool"
      nothing="No program that runs here has a user pool."
    />
  );
}
