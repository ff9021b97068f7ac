import { expect } from "chai";
import { readRange } from "../../../cli/replay/times";

const utc = (text: string) => Date.parse(text);

describe("the times of a replay", () => {
  it("takes a date for its first moment, in UTC", () => {
    const range = readRange("2026-11-21", "2026-11-22");

    expect(range).to.deep.equal({ from: utc("2026-11-21T00:00:00Z"), to: utc("2026-11-22T00:00:00Z") });
  });

  const times: [text: string, meant: string][] = [
    ["2026-11-21T08:30", "2026-11-21T08:30:00Z"],
    ["2026-11-21T08:30Z", "2026-11-21T08:30:00Z"],
    ["2026-11-21T08:30:15.250", "2026-11-21T08:30:15.250Z"],
    ["2026-11-21T08:30:15+02:00", "2026-11-21T06:30:15Z"],
    ["2026-11-21T00:30-05:30", "2026-11-21T06:00:00Z"],
  ];
  for (const [text, meant] of times) {
    it(`reads ${text} as ${meant}`, () => {
      expect(readRange(text, "2027-01-01").from).to.equal(utc(meant));
    });
  }

  const wrong = [
    "yesterday",
    "",
    "2026-11-31",
    "2026-02-30T00:00Z",
    "2026-11-21 08:30",
    "2026-11-21T24:00",
    "2026-11-21T08:60Z",
    "2026-11-21T08:30 CET",
    "1795248000000",
  ];
  for (const text of wrong) {
    it(`refuses ${JSON.stringify(text)}, and shows what would be right`, () => {
      expect(() => readRange(text, "2027-01-01")).to.throw(
        "--from must be a date such as 2026-11-21 or a date-time such as 2026-11-21T08:30:00Z or 2026-11-21T09:30:00+01:00 " +
          `(UTC where no zone is named), got ${JSON.stringify(text)}`,
      );
    });
  }

  it("refuses an end that is no time by its own name", () => {
    expect(() => readRange("2026-11-21", "later")).to.throw("--to must be a date such as 2026-11-21 or a date-time");
  });

  it("refuses a range in which nothing can be, and says how to name a whole day", () => {
    expect(() => readRange("2026-11-21", "2026-11-21")).to.throw(
      "--to must be after --from, got 2026-11-21T00:00:00.000Z to 2026-11-21T00:00:00.000Z; the end is excluded and a date is its " +
        "first moment, so the whole of 2026-11-21 is --from 2026-11-21 --to 2026-11-22",
    );
  });
});
