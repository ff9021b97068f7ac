import type { ReactNode } from "react";
import { Problem, Waiting } from "../../shared/parts/notices";
import type { Live } from "../api";
import type { PageName } from "../logic/route";
import { Title } from "./title";

/** Shows what is live, or that it is not there yet, or why it will not come. */
export function Shown<T>({
  live,
  about,
  children,
}: {
  live: Live<T>;
  /** The page's heading until there is a better one, for a page that has its heading from what it shows. */
  about?: { of: PageName; name: string };
  children(value: T): ReactNode;
}) {
  if (live.state === "ready") return children(live.value);
  return (
    <>
      {about && <Title of={about.of}>{about.name}</Title>}
      {live.state === "loading" ? <Waiting>Loading…</Waiting> : <Problem>{live.problem}</Problem>}
    </>
  );
}
