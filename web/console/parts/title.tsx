import type { ReactNode } from "react";
import { hrefOf, PAGES, type PageName } from "../logic/route";

/** The heading of a page, with the way back to the list where it is about one thing. */
export function Title({ children, of, aside }: { children: string; of?: PageName; aside?: ReactNode }) {
  const list = PAGES.find(({ path }) => path === of);
  return (
    <div className="title">
      {list && (
        <p className="back">
          <a href={hrefOf(list.path)}>{list.title}</a>
        </p>
      )}
      <h1 tabIndex={-1}>{children}</h1>
      {aside}
    </div>
  );
}
