import { createHash } from "node:crypto";

/** A repeatable number from 0 (included) to 1 (excluded), by seed and place. */
export function drawAt(seed: number | string, index: number): number {
  return createHash("sha256").update(`${seed}/${index}`).digest().readUInt32LE(0) / 2 ** 32;
}

/** Picks an exact share, spread evenly: of 20,000 places with 5 % there are 1,000, never 1,013. */
export function isOneOf(percent: number, index: number): boolean {
  return Math.floor((percent * (index + 1)) / 100) > Math.floor((percent * index) / 100);
}
