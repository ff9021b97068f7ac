/** The text of a webhook. Signs of a shape that naive receivers decode by mistake are part of it. */
export function bodyOf(runId: string, number: number): string {
  // Some senders have their delivery's id in the body, under one of these names.
  const id = `${runId}-${number}`;
  return JSON.stringify({ run: runId, number, id, event_id: id, note: "100 % of a+b & ü" });
}

/** The run and number of a body that {@link bodyOf} made; `undefined` for any other text. */
export function numberIn(body: string, runId: string): number | undefined {
  try {
    const { run, number } = JSON.parse(body) as { run?: unknown; number?: unknown };
    return run === runId && typeof number === "number" && body === bodyOf(runId, number) ? number : undefined;
  } catch {
    return undefined;
  }
}
