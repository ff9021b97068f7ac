import type { Random } from "../shared/backoff";
import { patternText, type TextMaker } from "./patternText";

/** A field of the traffic: as much of a rule for input as it takes to keep it, and to break it. */
export interface TrafficField {
  name: string;
  /** Source of a regular expression that the whole value matches. @default any text will do */
  pattern?: string;
  /** UTF-16 code units. */
  maxLength: number;
}

/** Which kinds of wrong data there are, in percent: by the name of the field that is wrong, or of several, joined by `+`. */
export type InvalidPercent = Readonly<Record<string, number>>;

/** One thing to send. */
export interface Submission {
  /** `"valid"`, or the name of the kind among the wrong ones. */
  kind: string;
  values: Readonly<Record<string, string>>;
}

/** Names are texts that nobody mistakes for a real one. */
const ANY_TEXT = "[A-Z][a-z]{2,9} [A-Z][a-z]{2,11}";
const TRIES = 50;

/**
 * Makes random data by rules, some of it wrong on purpose.
 * @throws RangeError for a pattern of which no texts can be made, for unknown fields, and for shares that are more than all
 */
export function submissions(
  fields: readonly TrafficField[],
  invalidPercent: InvalidPercent,
): (random: Random) => Submission {
  const makers = new Map(fields.map((field) => [field.name, { right: rightText(field), wrong: wrongText(field) }]));
  const kinds = Object.entries(invalidPercent).map(([kind, percent]) => ({ kind, percent, wrong: kind.split("+") }));
  const unknown = kinds.flatMap(({ wrong }) => wrong).find((name) => !makers.has(name));
  if (unknown !== undefined) {
    throw new RangeError(`there is no field "${unknown}" to be wrong: there are ${[...makers.keys()].join(", ")}`);
  }
  if (kinds.some(({ percent }) => !(percent >= 0)) || kinds.reduce((sum, { percent }) => sum + percent, 0) > 100) {
    throw new RangeError("the shares of wrong data must be at least 0 each, and at most 100 percent together");
  }
  return (random) => {
    let rest = random() * 100;
    const chosen = kinds.find(({ percent }) => {
      rest -= percent;
      return rest < 0;
    });
    const values = [...makers].map(([name, { right, wrong }]) => [
      name,
      (chosen?.wrong.includes(name) ? wrong : right)(random),
    ]);
    return { kind: chosen?.kind ?? "valid", values: Object.fromEntries(values) };
  };
}

function rightText({ name, pattern = ANY_TEXT, maxLength }: TrafficField): TextMaker {
  const made = patternText(pattern);
  return (random) => {
    for (let tries = 0; tries < TRIES; tries++) {
      const text = made(random);
      if (text.length <= maxLength) return text;
    }
    throw new RangeError(`the pattern of "${name}" hardly makes texts of at most ${maxLength} characters`);
  };
}

function wrongText(field: TrafficField): TextMaker {
  const { name, pattern, maxLength } = field;
  const right = rightText(field);
  const tooLong: TextMaker = (random) => right(random).padEnd(maxLength + 1, "x");
  if (pattern === undefined) return tooLong;
  const whole = new RegExp(`^(?:${pattern})$`, "v");
  const spoil: readonly TextMaker[] = [
    (random) => `!${right(random)}`,
    (random) => right(random).slice(1),
    (random) => right(random).slice(0, -1),
    (random) => `${right(random)} <b>`,
    tooLong,
  ];
  return (random) => {
    const first = Math.floor(random() * spoil.length);
    for (let tries = 0; tries < TRIES; tries++) {
      const text = (spoil[(first + tries) % spoil.length] ?? tooLong)(random);
      if (text !== "" && !whole.test(text)) return text;
    }
    throw new RangeError(`hardly any text breaks the rule of "${name}"`);
  };
}
