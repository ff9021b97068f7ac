import { randomInt } from "node:crypto";

export interface TextInputs {
  length?: number;
  lower?: boolean;
  upper?: boolean;
  numeric?: boolean;
  special?: boolean;
  minLower?: number;
  minUpper?: number;
  minNumeric?: number;
  minSpecial?: number;
  overrideSpecial?: string;
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
/** The provider's own. */
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/**
 * A text of random characters, with as many of each kind as are asked for.
 * @throws Error for a length that is none, or that the kinds do not fit in
 */
export function randomText(inputs: TextInputs): string {
  const { length = 0, lower = true, upper = true, numeric = true, special = true } = inputs;
  const kinds = [
    { isIn: lower, characters: LOWER, least: inputs.minLower ?? 0 },
    { isIn: upper, characters: LOWER.toUpperCase(), least: inputs.minUpper ?? 0 },
    { isIn: numeric, characters: DIGITS, least: inputs.minNumeric ?? 0 },
    { isIn: special, characters: inputs.overrideSpecial || SPECIAL, least: inputs.minSpecial ?? 0 },
  ];
  if (!Number.isInteger(length) || length < 1)
    throw new Error(`length must be a whole number from 1 on, got ${length}`);
  const all = kinds.map(({ isIn, characters }) => (isIn ? characters : "")).join("");
  const demanded = kinds.flatMap(({ characters, least }) => Array.from({ length: least }, () => oneOf(characters)));
  if (demanded.length > length) {
    throw new Error(
      `length must be at least ${demanded.length}, the sum of minLower and its neighbours, got ${length}`,
    );
  }
  if (all === "") throw new Error("lower, upper, numeric or special must be true: there is no character to take");
  const others = Array.from({ length: length - demanded.length }, () => oneOf(all));
  return shuffled([...demanded, ...others]).join("");
}

export function oneOf(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

/** The same items in another order (Fisher and Yates). */
function shuffled<Item>(items: readonly Item[]): Item[] {
  const left = [...items];
  const drawn: Item[] = [];
  while (left.length > 0) drawn.push(...left.splice(randomInt(left.length), 1));
  return drawn;
}
