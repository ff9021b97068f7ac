/** The artificial errors that a run can make. */
export const FAULT_NAMES = ["wrong-model", "impossible-data", "failed-authorisation", "slow"] as const;

export type FaultName = (typeof FAULT_NAMES)[number];
