import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { bundleHandler } from "../../../../components/parts/lambda/bundle";
import { loadArtifact } from "../../../support/artifact";
import { runProgram } from "../../../support/program";

const SOURCE = readFileSync(__filename, "utf8").split("\n");

/** Serialises and bundles a callback, as a component does; the errors where it is refused. */
async function deployed(callback: () => unknown): Promise<{ text: string } | { errors: readonly string[] }> {
  const run = await runProgram(() => {
    const host = new pulumi.ComponentResource("test:index:Host", "host");
    return bundleHandler(() => callback, [], host);
  });
  return run.result === undefined ? { errors: run.errors } : { text: run.result.text };
}

class Base {
  a = 1;
  hello() {
    return `hi ${this.a}`;
  }
}
class Derived extends Base {
  override hello() {
    return `${super.hello()}!`;
  }
}
class Secretive {
  #hidden = 1;
  get hidden() {
    return this.#hidden;
  }
}
class Plain {
  twice(value: number) {
    return 2 * value;
  }
}

const sparse = [1];
sparse[2] = 3;
const circular: { a: number; self?: unknown } = { a: 1 };
circular.self = circular;
const underWay = /a/g;
underWay.test("aa");

/** Values that come along: what the callback answers here, it answers there. */
const COME_ALONG: Record<string, () => () => unknown> = {
  "a number": () => {
    const value = 1.5;
    return () => value;
  },
  "-0": () => {
    const value = -0;
    return () => Object.is(value, -0);
  },
  "NaN and the infinities": () => {
    const value = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    return () => value.map(String).join();
  },
  "undefined and null": () => {
    const [nothing, value] = [undefined, { nothing: undefined, none: null }];
    return () => String(nothing) + Object.keys(value).join() + String(value.nothing) + String(value.none);
  },
  "a text of any characters": () => {
    const value = "ü\u2028\ud800`$\u007b1}\\\0";
    return () => [...value].map((letter) => letter.codePointAt(0)).join();
  },
  "a BigInt": () => {
    const value = 10n ** 30n;
    return () => String(value + 1n);
  },
  "a well-known symbol": () => {
    const value = Symbol.iterator;
    return () => value === Symbol.iterator;
  },
  "a regular expression": () => {
    const value = /a(b)?/giu;
    return () => "xAB".replace(value, "-") + value.flags;
  },
  "an Error": () => {
    const value = new TypeError("no");
    return () => value.message + (value instanceof TypeError);
  },
  "an array with holes": () => {
    const value = sparse;
    return () => value.length + String(1 in value);
  },
  "an object with a getter": () => {
    const value = {
      get a() {
        return 7;
      },
    };
    return () => value.a;
  },
  "an object with a setter": () => {
    const value = {
      kept: 1,
      set a(given: number) {
        this.kept = given;
      },
    };
    return () => {
      value.a = 5;
      return value.kept;
    };
  },
  "an object without a prototype": () => {
    const value = Object.assign(Object.create(null), { a: 1 });
    return () => value.a + String(Object.getPrototypeOf(value));
  },
  "an object with a prototype of its own": () => {
    const value = Object.create({ inherited: 5 });
    return () => value.inherited;
  },
  "two objects that share a third": () => {
    const third = { n: 0 };
    const [first, second] = [{ third }, { third }];
    return () => {
      first.third.n = 9;
      return second.third.n;
    };
  },
  "a frozen object, whose copy is not frozen": () => {
    const value = Object.freeze({ a: 1 });
    return () => value.a;
  },
  "an instance of a class": () => {
    const value = new Derived();
    return () => value.hello() + (value instanceof Base);
  },
  "a class without fields": () => () => new Plain().twice(4),
  "a promise, once it is settled": () => {
    const value = Promise.resolve(3);
    return async () => (await value) + 1;
  },
  "an arrow function, a method and an async function": () => {
    const arrow = (value: number) => value * 2;
    const object = {
      method() {
        return 3;
      },
    };
    const later = async () => 4;
    return async () => [arrow(2), object.method(), await later()].join();
  },
  "a generator function and an async one": () => {
    function* numbers() {
      yield 1;
      yield 2;
    }
    async function* later() {
      yield* numbers();
    }
    return async () => {
      let sum = 0;
      for await (const number of later()) sum += number;
      return [...numbers()].join() + sum;
    };
  },
  "a function of the language, and its namespaces": () => {
    const [value, math] = [Math.max, Math];
    return () => value(1, 2) + math.abs(-1) + JSON.stringify([1]);
  },
  "the Map, Date and URL that are made inside": () => () => {
    const value = new Map([["a", new Date(0)]]);
    return value.get("a")?.toISOString() + new URL("http://x/y").pathname;
  },
  "a variable that changes inside": () => () => {
    let count = 0;
    const next = () => {
      count += 1;
      return count;
    };
    next();
    return next();
  },
  "defaults, destructuring and loops, which look like changes": () => {
    const read = ({ a = 1, b: { c = 2 } = {} }: { a?: number; b?: { c?: number } }, [d = 3]: number[] = []) => {
      let sum = a + c + d;
      for (let index = 0; index < 2; index += 1) sum += index;
      for (const extra of [1]) sum = sum + extra;
      return sum;
    };
    return () => read({});
  },
};

/** Values that are refused, with what is said of them, and the variable. */
const REFUSED: Record<string, [make: () => () => unknown, variable: string, fault: string]> = {
  "a symbol of one's own": [
    () => {
      const mark = Symbol("mark");
      return () => typeof mark;
    },
    "mark",
    "a symbol, which would be another one",
  ],
  "a registered symbol": [
    () => {
      const mark = Symbol.for("mark");
      return () => typeof mark;
    },
    "mark",
    "a symbol, which would be another one",
  ],
  "a Date": [
    () => {
      const since = new Date(0);
      return () => since.toISOString();
    },
    "since",
    "a Date",
  ],
  "a Map": [
    () => {
      const prices = new Map([["a", 1]]);
      return () => prices.get("a");
    },
    "prices",
    "a Map",
  ],
  "a Set": [
    () => {
      const known = new Set([1]);
      return () => known.has(1);
    },
    "known",
    "a Set",
  ],
  "a Map deep inside": [
    () => {
      const settings = { list: [{ prices: new Map() }] };
      return () => settings.list[0]?.prices.size;
    },
    "settings.list[0].prices",
    "a Map",
  ],
  "an instance of a class that extends Map": [
    () => {
      class Prices extends Map {}
      const prices = new Prices();
      return () => prices.size;
    },
    "prices",
    "a Map",
  ],
  "a WeakMap": [
    () => {
      const seen = new WeakMap();
      return () => seen.has({});
    },
    "seen",
    "a WeakMap",
  ],
  "a WeakSet": [
    () => {
      const seen = new WeakSet();
      return () => seen.has({});
    },
    "seen",
    "a WeakSet",
  ],
  "a WeakRef": [
    () => {
      const last = new WeakRef({});
      return () => last.deref();
    },
    "last",
    "a WeakRef",
  ],
  "a typed array": [
    () => {
      const bytes = new Uint8Array([1]);
      return () => bytes.length;
    },
    "bytes",
    "a typed array",
  ],
  "a Buffer": [
    () => {
      const key = Buffer.from("hi");
      return () => key.toString("hex");
    },
    "key",
    "a Buffer",
  ],
  "an ArrayBuffer": [
    () => {
      const memory = new ArrayBuffer(4);
      return () => memory.byteLength;
    },
    "memory",
    "an ArrayBuffer",
  ],
  "a DataView": [
    () => {
      const view = new DataView(new ArrayBuffer(4));
      return () => view.byteLength;
    },
    "view",
    "a DataView",
  ],
  "a URL": [
    () => {
      const api = new URL("http://x/y");
      return () => api.href;
    },
    "api",
    "an instance of URL",
  ],
  URLSearchParams: [
    () => {
      const query = new URLSearchParams("a=1");
      return () => query.get("a");
    },
    "query",
    "an instance of URLSearchParams",
  ],
  Headers: [
    () => {
      const headers = new Headers({ a: "1" });
      return () => headers.get("a");
    },
    "headers",
    "an instance of Headers",
  ],
  "an AbortController": [
    () => {
      const stop = new AbortController();
      return () => stop.signal.aborted;
    },
    "stop",
    "an instance of AbortController",
  ],
  "a TextEncoder": [
    () => {
      const encoder = new TextEncoder();
      return () => encoder.encode("a").length;
    },
    "encoder",
    "an instance of TextEncoder",
  ],
  "a formatter of Intl": [
    () => {
      const format = new Intl.NumberFormat("de");
      return () => format.format(1.5);
    },
    "format",
    "an instance of Intl.NumberFormat",
  ],
  "a wrapper object": [
    () => {
      const five = Object(5);
      return () => five + 1;
    },
    "five",
    "a wrapper object, such as new Number(5)",
  ],
  "a Proxy": [
    () => {
      const any = new Proxy({ a: 1 }, { get: () => 42 });
      return () => any.a;
    },
    "any",
    "a Proxy, whose traps would be gone",
  ],
  "a generator": [
    () => {
      function* numbers() {
        yield 1;
      }
      const first = numbers();
      return () => [...first].join();
    },
    "first",
    "a generator that is under way",
  ],
  "an iterator": [
    () => {
      const rest = [1, 2][Symbol.iterator]();
      return () => [...rest].join();
    },
    "rest",
    "an iterator that is under way",
  ],
  "a regular expression that has found something": [
    () => {
      const search = underWay;
      return () => search.lastIndex;
    },
    "search",
    "a regular expression that is under way (lastIndex)",
  ],
  "a structure that holds itself": [
    () => {
      const tree = circular;
      return () => JSON.stringify(Object.keys(tree));
    },
    "tree",
    "a structure that holds itself",
  ],
  "an object with the name __proto__": [
    () => {
      const parsed = JSON.parse('{"__proto__":{"a":1}}');
      return () => Object.keys(parsed).join();
    },
    "parsed",
    'an object with the name "__proto__", which would be its prototype',
  ],
  "an array with undefined in it": [
    () => {
      const gaps = [1, undefined];
      return () => gaps.map(String).join();
    },
    "gaps",
    "an array with undefined in it, which would have a hole there",
  ],
  "a bound function": [
    () => {
      const read = function (this: { a: number }) {
        return this.a;
      }.bind({ a: 3 });
      return () => read();
    },
    "read",
    "a bound function, which would lose what it is bound to",
  ],
  "an instance with private members": [
    () => {
      const secretive = new Secretive();
      return () => secretive.hidden;
    },
    "hidden",
    "a class with the private member #hidden, or one of its methods",
  ],
  "a class with private members": [
    () => () => new Secretive().hidden,
    "Secretive",
    "a class with the private member #hidden, or one of its methods",
  ],
  "a class with fields, of which a new instance is made": [
    () => () => new Base().hello(),
    "Base",
    'a class with the field "a", which a new instance would not have',
  ],
  "a class that inherits fields": [
    () => () => new Derived().hello(),
    "Base",
    'a class with the field "a", which a new instance would not have',
  ],
  "a labelled loop": [
    () => {
      const count = () => {
        let n = 0;
        outer: for (let i = 0; i < 3; i += 1) {
          for (;;) {
            n += 1;
            if (i === 1) break outer;
            continue outer;
          }
        }
        return n;
      };
      return () => count();
    },
    "count",
    'a function with the label "outer", which Pulumi takes for a variable',
  ],
  "a function that changes what it captured": [
    () => {
      let calls = 0;
      const next = () => {
        calls += 1;
        return calls;
      };
      return () => next();
    },
    "next",
    'a function that changes the captured variable "calls", which would be as it was at each call',
  ],
};

describe("what an inline callback captures", function () {
  this.timeout(60_000);

  describe("comes along", () => {
    for (const [what, make] of Object.entries(COME_ALONG)) {
      it(what, async () => {
        const there = await deployed(make());

        if ("errors" in there) throw new Error(there.errors.join());
        const handler = loadArtifact(there.text) as () => unknown;
        expect(await handler()).to.deep.equal(await make()());
      });
    }
  });

  describe("is refused, with its name and line", () => {
    for (const [what, [make, variable, fault]] of Object.entries(REFUSED)) {
      it(what, async () => {
        const there = await deployed(make());

        expect("errors" in there).to.equal(true);
        const [message = ""] = "errors" in there ? there.errors : [];
        const [, name, file, line, said] =
          /^An inline function captures (.+?) \((.+):(\d+)\): (.+)\. It cannot be carried into the function: /.exec(
            message,
          ) ?? [];
        expect({ name, said }, message).to.deep.equal({ name: variable, said: fault });
        expect(file).to.equal(__filename);
        const text = SOURCE[Number(line) - 1];
        expect(text).to.contain(variable.split(".")[0]);
      });
    }

    for (const [what, make] of Object.entries({
      "an EventEmitter": () => {
        const events = new EventEmitter();
        return () => events.listenerCount("a");
      },
      "a stream": () => {
        const stream = Readable.from([1]);
        return () => stream.readable;
      },
      "a bound function of the runtime": () => {
        const print = console.log.bind(console);
        return () => print("a");
      },
    })) {
      it(what, async () => {
        const there = await deployed(make());

        expect("errors" in there && there.errors.join()).to.match(/events|stream|print/);
      });
    }
  });
});
