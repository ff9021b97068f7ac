import { expect } from "chai";
import { ANY, type Subject, type Table } from "./table";

/**
 * Runs every row of some tables against one service: a row without a difference must get AWS's answer; one with a difference must get
 * the answer that the difference names, and no longer stands as one when that has become AWS's.
 */
export function runTables<Input>(start: () => Promise<Subject<Input>>, tables: readonly Table<Input>[]): void {
  let subject: Subject<Input>;

  before(async () => {
    subject = await start();
  });
  after(() => subject.stop());

  for (const { service, topic, rows } of tables) {
    describe(`${service}, ${topic}`, () => {
      for (const { behaviour, input, answer, difference } of rows) {
        it(difference ? `${behaviour} (differs here)` : behaviour, async () => {
          const given = await subject.answer(input);

          const expected = difference ? difference.answer : answer;
          expect(masked(given, expected)).to.deep.equal(expected);
          if (difference)
            expect(masked(given, answer), "AWS's answer: take the difference away").not.to.deep.equal(answer);
        });
      }
    });
  }
}

/** Puts {@link ANY} in the place of what an answer may have as it likes. */
export function masked(given: unknown, expected: unknown): unknown {
  if (expected === ANY) return given === undefined || given === null || given === "" ? given : ANY;
  if (Array.isArray(given) && Array.isArray(expected)) return given.map((each, at) => masked(each, expected[at]));
  if (!isObject(given) || !isObject(expected)) return given;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, masked(value, expected[name])]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
