import { useState } from "react";
import { wordsOf } from "../api";

export interface Action {
  isBusy: boolean;
  /** The words for what came of the last one. */
  done?: string;
  problem?: string;
  run(action: () => Promise<string>): void;
}

/** Runs what a button does, once at a time, and keeps what came of it. @param action returns the words for it */
export function useAction(): Action {
  const [state, setState] = useState<Omit<Action, "run">>({ isBusy: false });
  return {
    ...state,
    run(action) {
      if (state.isBusy) return;
      setState({ isBusy: true });
      action().then(
        (done) => setState({ isBusy: false, done }),
        (error: unknown) => setState({ isBusy: false, problem: wordsOf(error) }),
      );
    },
  };
}
