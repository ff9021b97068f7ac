import { Runnable } from "mocha";

/*
 * Required by mocha for what it does: gives tests and hooks more time than their files ask for. What a file asks for is what it takes where
 * it runs alone; `npm test` runs others beside it, on machines that may have other work. A limit only ends a wait for what never comes.
 */
const TIMES = 2;
const LEAST_MS = 240_000;

const { timeout } = Runnable.prototype;

Runnable.prototype.timeout = function (this: Runnable, ...limit: [ms?: number | string]) {
  const result: unknown = timeout.apply(this, limit as [number]);
  return limit.length === 0 && Number(result) > 0 ? Math.max(TIMES * Number(result), LEAST_MS) : result;
} as typeof timeout;
