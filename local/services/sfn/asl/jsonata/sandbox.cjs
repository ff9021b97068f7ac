/**
 * Runs, for evaluator.ts, inside a context of its own, with globals of its own: it evaluates one expression a call, and neither shares an
 * object with the rest of the local cloud nor outlives the call.
 *
 * The functions beside JSONata's are those of Step Functions Developer Guide, "Transforming data with JSONata in Step Functions", "JSONata
 * functions provided by Step Functions"; what they make of missing and odd arguments was recorded in issues 2737 and 2670 of floci-io/floci.
 */
(jsonata, host, limits) => {
  const RealDate = Date;
  /** `$now()` and `$millis()` follow the clock of the local cloud. */
  globalThis.Date = class extends RealDate {
    constructor(...parts) {
      super(...(parts.length === 0 ? [host.now()] : parts));
    }
  };

  const tooMuch = () => Object.assign(new Error(), { limit: "memory" });
  const invalid = (message) => ({ code: "D3137", message });
  const compiled = new Map();
  let pad;

  function compile(expression) {
    const known = compiled.get(expression);
    if (known !== undefined) return known;
    const options = { stack: limits.depth, sequence: limits.elements, timeout: limits.ms };
    const result = jsonata(expression, options);
    // "$eval is not available, use $parse instead".
    result.assign("eval", undefined);
    result.assign(Symbol.for("jsonata.__evaluate_exit"), (_expression, _input, _environment, value) => {
      const isLarge =
        typeof value === "string" ? value.length > limits.text : Array.isArray(value) && value.length > limits.elements;
      if (isLarge) throw tooMuch();
    });
    for (const [name, [implementation, signature]] of Object.entries(functions)) {
      result.registerFunction(name, implementation, signature);
    }
    if (compiled.size >= limits.compiled) compiled.delete(compiled.keys().next().value);
    compiled.set(expression, result);
    return result;
  }

  const functions = {
    partition: [
      (given, size) => {
        if (given === undefined) return undefined;
        if (given === null) throw { code: "T0412", index: 1, token: "partition", type: "x" };
        const items = Array.isArray(given) ? given : [given];
        const step = Math.trunc(size ?? items.length);
        if (step < 0) throw invalid("Second argument must be zero or greater");
        if (items.length === 0 || step === 0) return undefined;
        const parts = [];
        for (let at = 0; at < items.length; at += step) parts.push(items.slice(at, at + step));
        return parts;
      },
      "<xn?:a<a>>",
    ],
    range: [
      (first, last, by) => {
        const [from, to, step] = [Math.trunc(first), Math.trunc(last), Math.trunc(by)];
        const length = Math.floor((to - from) / step) + 1;
        if (!(length >= 1 && Number.isFinite(length))) return undefined;
        if (length > limits.range) throw tooMuch();
        const items = Array.from({ length }, (_, index) => from + index * step);
        return length === 1 ? from : items;
      },
      "<nnn?:a<n>>",
    ],
    hash: [
      (text, algorithm) => {
        if (text === undefined || algorithm === undefined) return undefined;
        const digest = host.hash(text, algorithm);
        if (digest === undefined) throw invalid(`Unsupported hash algorithm: ${algorithm}`);
        return digest;
      },
      "<s?s?:s>",
    ],
    random: [(seed) => (seed === undefined ? host.random() : seeded(Math.trunc(seed))), "<n?:n>"],
    uuid: [() => host.uuid(), "<:s>"],
    parse: [
      (text) => {
        if (text === undefined) return undefined;
        try {
          return JSON.parse(text, (_name, value) => {
            if (typeof value === "number" && !Number.isFinite(value)) throw new Error();
            return value;
          });
        } catch {
          throw invalid("Invalid JSON");
        }
      },
      "<s?:x>",
    ],
    pad: [
      (text, width, character) => {
        if (Math.abs(width) > limits.text) throw tooMuch();
        return pad(text, width, character);
      },
      "<s-ns?:s>",
    ],
  };

  /** The first draw of `java.util.Random` for a seed, which is what Step Functions answers. */
  function seeded(seed) {
    const mask = (1n << 48n) - 1n;
    let state = (BigInt.asUintN(64, BigInt(seed)) ^ 0x5deece66dn) & mask;
    const next = (bits) => {
      state = (state * 0x5deece66dn + 0xbn) & mask;
      return Number(state >> BigInt(48 - bits));
    };
    return (next(26) * 2 ** 27 + next(27)) / 2 ** 53;
  }

  /** Writes a value as JSON. AWS writes what JSON has no number for as a text. */
  function written(value) {
    return JSON.stringify(value, (_name, member) => {
      if (typeof member === "number" && !Number.isFinite(member)) return String(member);
      if (typeof member === "function" || member?._jsonata_function || member?._jsonata_lambda) throw { limit: "type" };
      return member;
    });
  }

  jsonata("$pad")
    .evaluate(undefined)
    .then((found) => {
      pad = found.implementation;
    });

  return (expression, bindings) => {
    const reply = {};
    const fail = (error) => {
      reply.problem = { code: error?.code, message: String(error?.message ?? error), limit: error?.limit };
    };
    try {
      compile(expression)
        .evaluate(undefined, JSON.parse(bindings))
        .then((value) => {
          if (value !== undefined) reply.json = written(value);
        })
        .catch(fail);
    } catch (error) {
      fail(error);
    }
    return reply;
  };
};
