import { PatternError } from "./patternError";

/**
 * Compiles a text in which `*` stands for any characters, and `\*` for itself. The texts between the stars are looked for one after the
 * other, so that no pattern takes longer than its text.
 * Source: Amazon EventBridge User Guide, "Matching using wildcards".
 *
 * @throws PatternError
 */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const [first = "", ...rest] = literalsOf(pattern);
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
    let from = first.length;
    for (const literal of rest) {
      const at = text.indexOf(literal, from);
      if (at < 0) return false;
      from = at + literal.length;
    }
    return from <= text.length - last.length;
  };
}

/** The texts between the stars. */
function literalsOf(pattern: string): string[] {
  const literals = [""];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === "*") {
      if (pattern.charAt(at + 1) === "*") throw new PatternError(`Consecutive wildcard characters at pos ${at + 1}`);
      literals.push("");
      continue;
    }
    if (character === "\\") {
      at++;
      if (!/^[\\*]$/.test(pattern.charAt(at))) throw new PatternError(`Invalid escape character at pos ${at - 1}`);
    }
    literals[literals.length - 1] += pattern.charAt(at);
  }
  return literals;
}
