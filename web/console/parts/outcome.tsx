import { Problem } from "../../shared/parts/notices";
import type { Action } from "./useAction";

/** Tells what came of an action. */
export function Outcome({ action: { done, problem } }: { action: Action }) {
  return (
    <>
      <p role="status" className={done === undefined ? "unseen" : "notice done"}>
        {done}
      </p>
      {problem !== undefined && <Problem>{problem}</Problem>}
    </>
  );
}
