import { type CallLine, OUTCOMES } from "../logic/journey";

/** How a call ended: with its code, where that says more. */
export function OutcomeBadge({ call: { outcome, code } }: { call: Pick<CallLine, "outcome" | "code"> }) {
  const { words, mark } = OUTCOMES[outcome];
  return <span className={`badge ${mark}`}>{code ?? words}</span>;
}
