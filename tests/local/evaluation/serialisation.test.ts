import path from "node:path";
import { runtime } from "@pulumi/pulumi";
import { expect } from "chai";
import { systemClock } from "../../../local/base/clock";
import { silentReport } from "../../../local/base/report";
import { Evaluator } from "../../../local/evaluation/evaluator";
import { readSettings } from "../../../local/evaluation/settings";
import { ProgramFolder } from "../../support/programFolder";
import { rejection } from "../../support/rejection";

/** Functions that capture what functions capture: variables of each kind, modules, each other. */
const FUNCTIONS = `
import { createHash } from "node:crypto";
import * as os from "node:os";
import { Message } from "google-protobuf";

const LIMITS = { sizes: [1, 2, Number.POSITIVE_INFINITY], pattern: /a+/g, nothing: undefined, made: new Map([["a", 1n]]) };
let calls = 0;
class Base { constructor(readonly name: string) {} greet() { return this.name; } }
class Derived extends Base { override greet() { return super.greet() + LIMITS.sizes.length; } }

function shared(text: string): string { return createHash("sha256").update(text + os.EOL).digest("hex"); }
function even(n: number): boolean { return n === 0 || odd(n - 1); }
function odd(n: number): boolean { return n !== 0 && even(n - 1); }

export function makers() {
  const inner = { deep: { value: shared } };
  calls += 1;
  return [
    () => async (event: { n: number }) => [inner.deep.value(String(event.n)), even(event.n), calls],
    () => () => new Derived("x").greet(),
    () => function* () { yield LIMITS; },
    () => () => new Message(),
  ];
}

export const refused = () => () => isNaN(Number(process.stdout)) || native(1);
const native = Math.max.bind(undefined, { toJSON: Array.prototype.slice.bind([]) } as never);
`;

const PROGRAM = `
import { runtime } from "@pulumi/pulumi";
import { makers, refused } from "./functions";
const serialise = (fn: () => unknown) => runtime.serializeFunction(fn, { isFactoryFunction: true });
export = async () => {
  const first = await Promise.all(makers().map(async (make) => (await serialise(make)).text));
  await new Promise((resolve) => setTimeout(resolve, 1));
  const [again] = makers();
  const refusal = await serialise(refused).then(() => "none", (error: Error) => error.message);
  return { first, again: (await serialise(again!)).text, refusal };
};
`;

describe("serialising functions while evaluating a program", () => {
  const folder = new ProgramFolder(PROGRAM);
  folder.write("functions.ts", FUNCTIONS);
  const functions = require(path.join(folder.path, "functions.ts")) as {
    makers(): (() => unknown)[];
    refused(): unknown;
  };
  let outputs: Readonly<Record<string, { value: unknown }>>;

  /** As Pulumi does it by itself. */
  const serialised = async (make: () => unknown) =>
    (await runtime.serializeFunction(make, { isFactoryFunction: true })).text;

  before(async () => {
    const workFolder = path.resolve(".sluice/tests");
    const evaluator = new Evaluator({ workFolder, clock: systemClock, report: silentReport });
    const engine = { register: () => Promise.reject(new Error()), invoke: () => Promise.reject(new Error()) };
    try {
      ({ outputs } = await evaluator.evaluate(readSettings(folder.path, "local"), engine));
    } finally {
      await evaluator.stop();
    }
  });

  after(() => folder.remove());

  it("gives the text that Pulumi by itself gives, with variables as they are at that time", async () => {
    const first: string[] = [];
    for (const make of functions.makers()) first.push(await serialised(make));
    const [again] = functions.makers();

    expect(outputs.first?.value).to.deep.equal(first);
    expect(first[3]).to.contain('require("google-protobuf/');
    expect(first[0]).to.contain("calls: 1");
    expect(outputs.again?.value).to.equal(await serialised(again as () => unknown));
    expect(outputs.again?.value).to.contain("calls: 2");
  });

  it("says what Pulumi by itself says about a function that cannot be serialised", async () => {
    const refusal = await rejection(serialised(functions.refused));

    expect(outputs.refusal?.value).to.equal(refusal.message);
    expect(refusal.message).to.contain("which could not be serialized because");
  });
});
