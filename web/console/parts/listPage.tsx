import type { ReactNode } from "react";
import { Nothing } from "../../shared/parts/notices";
import { useLive } from "../api";
import { PAGES, type PageName } from "../logic/route";
import { countOf } from "../logic/words";
import { Shown } from "./shown";
import { type Column, Table } from "./table";
import { Title } from "./title";

/** The page of every thing of one kind, one a row; each row leads to the page about it. */
export function ListPage<Row extends { name: string }, View>({
  page,
  view = page,
  rowsIn,
  columns,
  one,
  nothing = "No program that runs here has one.",
  hint,
}: {
  page: PageName;
  /** @default the page's own name */
  view?: string;
  rowsIn(view: View): readonly Row[];
  columns: readonly Column<Row>[];
  /** The word for one of them. */
  one: string;
  nothing?: string;
  /** Says what the numbers count. */
  hint?(view: View): ReactNode;
}) {
  const live = useLive<View>(view);
  const title = PAGES.find(({ path }) => path === page)?.title ?? page;
  return (
    <>
      <Title>{title}</Title>
      <Shown live={live}>
        {(shown) => {
          const rows = rowsIn(shown);
          if (rows.length === 0) return <Nothing title={`No ${page}`}>{nothing}</Nothing>;
          return (
            <>
              {hint && <p className="hint">{hint(shown)}</p>}
              <Table caption={countOf(rows.length, one)} columns={columns} rows={rows} keyOf={({ name }) => name} />
            </>
          );
        }}
      </Shown>
    </>
  );
}
