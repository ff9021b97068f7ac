import type { ReactNode } from "react";
import { Problem, Waiting } from "../../shared/parts/notices";
import type { Live } from "../api";

/** Shows what is live, or that it is not there yet, or why it will not come. */
export function Shown<T>({ live, children }: { live: Live<T>; children(value: T): ReactNode }) {
  if (live.state === "loading") return <Waiting>Loading…</Waiting>;
  if (live.state === "failed") return <Problem>{live.problem}</Problem>;
  return children(live.value);
}
