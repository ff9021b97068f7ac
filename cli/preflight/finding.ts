/** One thing to know before anything is made. */
export interface Finding {
  /** `"fails"` stops a deployment; `"look"` may; `"unasked"` could not be found out. */
  kind: "fails" | "look" | "unasked";
  text: string;
  /** The reason why something could not be found out. */
  reason?: string;
}

export function unasked(text: string, { message }: Error): Finding {
  return { kind: "unasked", text, reason: message };
}

/** Puts findings in words, those without an answer for one and the same reason in one sentence. */
export function sentencesOf(findings: readonly Finding[]): string[] {
  const texts = new Map<string, string[]>();
  for (const { text, reason = "" } of findings) {
    // Without a reason, each stands for itself.
    const key = reason === "" ? `: ${text}` : reason;
    texts.set(key, [...(texts.get(key) ?? []), text]);
  }
  return [...texts].map(([reason, of]) => (reason.startsWith(": ") ? of.join() : `${of.join("; ")}: ${reason}`));
}
