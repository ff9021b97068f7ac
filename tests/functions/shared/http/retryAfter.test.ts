import { expect } from "chai";
import fc from "fast-check";
import { retryAfterMs } from "../../../../functions/shared/http/retryAfter";

const NOW = Date.UTC(2026, 10, 30, 8, 0, 0);

describe("retryAfterMs", () => {
  const cases: [value: string, ms: number | undefined][] = [
    ["0", 0],
    ["120", 120_000],
    [" 120 ", 120_000],
    ["007", 7_000],
    ["86400", 86_400_000],
    // The three forms of a date, two minutes ahead
    ["Mon, 30 Nov 2026 08:02:00 GMT", 120_000],
    ["Monday, 30-Nov-26 08:02:00 GMT", 120_000],
    ["Mon Nov 30 08:02:00 2026", 120_000],
    ["Tue Dec  1 08:00:00 2026", 86_400_000],
    // Over already
    ["Sun, 06 Nov 1994 08:49:37 GMT", 0],
    ["Sunday, 06-Nov-94 08:49:37 GMT", 0],
    ["Sun Nov  6 08:49:37 1994", 0],
    ["Mon, 30 Nov 2026 08:00:00 GMT", 0],
    // Neither
    ["", undefined],
    ["soon", undefined],
    ["-5", undefined],
    ["+5", undefined],
    ["1.5", undefined],
    ["1e3", undefined],
    ["0x10", undefined],
    ["Infinity", undefined],
    ["5 seconds", undefined],
    ["120, 60", undefined],
    ["2026-11-30T08:02:00Z", undefined],
    ["30 Nov 2026", undefined],
    ["Mon, 30 Nov 2026 08:02:00", undefined],
    ["Mon, 30 Nov 2026 08:02:00 CET", undefined],
    ["Mon, 31 Nov 2026 08:02:00 GMT", undefined],
    ["Mon, 30 Foo 2026 08:02:00 GMT", undefined],
    ["Mon, 30 Nov 2026 24:02:00 GMT", undefined],
  ];
  for (const [value, ms] of cases) {
    it(`reads ${JSON.stringify(value)} as ${ms === undefined ? "nothing" : `${ms} ms`}`, () => {
      expect(retryAfterMs(value, NOW)).to.equal(ms);
    });
  }

  it("is never shorter than asked, and never fails", () => {
    const later = fc.integer({ min: 0, max: 40 * 365 * 86_400 });
    fc.assert(
      fc.property(later, fc.string(), (seconds, nonsense) => {
        const date = new Date(NOW + seconds * 1000).toUTCString();

        expect(retryAfterMs(String(seconds), NOW)).to.equal(seconds * 1000);
        expect(retryAfterMs(date, NOW)).to.equal(seconds * 1000);
        expect(retryAfterMs(nonsense, NOW) ?? 0).to.be.at.least(0);
      }),
    );
  });
});
