import type { LocalCloud } from "../../local/cloud";

/** Something that people entered: a name, an address, a content that no log may show. */
export const MARKS = { name: "Marla Marked-Person", email: "marla.marked@example.com", phone: "+44 20 7946 0958" };

/** Shorter ones are words. */
const SECRET_LENGTH = 12;

/** Every line in a cloud's log groups, each `"<group>: <line>"`. */
export function logLines({ resources, services }: LocalCloud): string[] {
  const groups = resources.filter(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup");
  return groups.flatMap(({ state }) => {
    const name = String(state.name);
    return services.logs.read(name).map(({ message }) => `${name}: ${message}`);
  });
}

/**
 * Finds the lines of a cloud's log groups that show what they may not: one of the texts, or a secret that the program made.
 * @param texts what people entered
 */
export function leakingLines(cloud: LocalCloud, texts: readonly string[]): string[] {
  const hidden = [...texts, ...secretsOf(cloud)];
  return logLines(cloud).filter((line) => hidden.some((text) => line.includes(text)));
}

function secretsOf({ resources }: LocalCloud): string[] {
  const whole = resources.map(({ state }) => state.secretString ?? state.result ?? state.privateKeyPem);
  return whole.flatMap(partsOf).filter((text) => text.length >= SECRET_LENGTH);
}

/** A secret, and the texts in it where it is JSON. */
function partsOf(secret: unknown): string[] {
  if (typeof secret === "object" && secret !== null) return Object.values(secret).flatMap(partsOf);
  if (typeof secret !== "string") return [];
  try {
    const parsed: unknown = JSON.parse(secret);
    return typeof parsed === "object" ? [secret, ...partsOf(parsed)] : [secret];
  } catch {
    return [secret];
  }
}
