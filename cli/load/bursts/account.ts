/** The outcome of a run. */
export interface BurstsAccount {
  /** Messages that SQS took, repeats included. */
  sent: number;
  /** Different messages among them. */
  accepted: number;
  /** Messages that SQS did not take. */
  refused: number;
  /** Accepted messages with an item. */
  stored: number;
  /** Accepted, and in no item. */
  lost: number;
  /** Items too many: messages that were stored more than once. */
  twice: number;
  /** More in the dead-letter queue than before. */
  deadLetters: number;
  /** Tasks that are still there at the end. */
  tasksLeft: number;
  /** Everything accepted is stored once, and the workers are gone. */
  balances: boolean;
}

export interface Sendings {
  sent: number;
  refused: number;
  /** Numbers of what SQS took. */
  accepted: ReadonlySet<number>;
}

/** @param items how often each message is in the table */
export function accountOf(
  { sent, refused, accepted }: Sendings,
  items: ReadonlyMap<number, number>,
  { deadLetters, tasksLeft }: { deadLetters: number; tasksLeft: number },
): BurstsAccount {
  const stored = [...accepted].filter((number) => items.has(number)).length;
  const lost = accepted.size - stored;
  const twice = [...items.values()].reduce((sum, count) => sum + count - 1, 0);
  return {
    sent,
    accepted: accepted.size,
    refused,
    stored,
    lost,
    twice,
    deadLetters,
    tasksLeft,
    balances: accepted.size > 0 && lost === 0 && twice === 0 && tasksLeft === 0,
  };
}

export function verdictOf(account: BurstsAccount): string {
  if (account.balances)
    return `the account balances: ${account.stored} messages stored, each once, and the workers are gone`;
  const faults = [
    ...(account.accepted === 0 ? ["the queue took nothing"] : []),
    ...(account.lost === 0 ? [] : [`${account.lost} lost`]),
    ...(account.twice === 0 ? [] : [`${account.twice} stored twice`]),
    ...(account.tasksLeft === 0 ? [] : [`${account.tasksLeft} workers left`]),
  ];
  return `the account does NOT balance: ${faults.join(", ")}`;
}
