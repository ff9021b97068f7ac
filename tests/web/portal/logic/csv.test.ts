import { expect } from "chai";
import fc from "fast-check";
import type { CardEvent } from "../../../../web/portal/api/types";
import { csvName, csvOf } from "../../../../web/portal/logic/csv";

const HEADER = "id,type,occurred_at,recorded_at,card_id,employee_id,holder,gate_id,area,reason\r\n";
const EVENT: CardEvent = { id: "e1", type: "left", occurred_at: 0, recorded_at: 1, card_id: "C-1" };

/** The fields of the first row behind the header, as RFC 4180 reads them. */
function fieldsOf(csv: string): string[] {
  const row = csv.slice(HEADER.length);
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"\r]*))(?=,|\r\n$)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}

describe("csvOf", () => {
  it("has a header, times of UTC, and lines that end as RFC 4180 says", () => {
    expect(csvOf([EVENT])).to.equal(`${HEADER}e1,left,1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.001Z,C-1,,,,,\r\n`);
  });

  it("has the header alone for no events", () => {
    expect(csvOf([])).to.equal(HEADER);
  });

  it("quotes what would be taken for more than one field", () => {
    expect(csvOf([{ ...EVENT, holder: 'Lovelace, "Ada"\nKing' }])).to.contain(',"Lovelace, ""Ada""\nKing",');
  });

  const starts = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "\u2212"];
  const hidden = [" =", "\u00a0=", "\ufeff=", "\u200b=", "\0=", "\n=", " \t＝"];
  for (const start of [...starts, ...hidden]) {
    it(`keeps a spreadsheet from calculating what begins with ${JSON.stringify(start)}`, () => {
      expect(fieldsOf(csvOf([{ ...EVENT, holder: `${start}cmd` }]))[6]).to.equal(`'${start}cmd`);
    });
  }

  for (const separator of [";", "\t"]) {
    it(`keeps a program that splits at ${JSON.stringify(separator)} from finding a formula behind one`, () => {
      expect(csvOf([{ ...EVENT, holder: `a${separator}=cmd` }])).to.contain(`,"a${separator}=cmd",`);
    });
  }

  it("reads back as it was, whatever a name is, but for the apostrophe", () => {
    fc.assert(
      fc.property(fc.string(), (holder) => {
        const [read = ""] = fieldsOf(csvOf([{ ...EVENT, holder }])).slice(6, 7);

        expect(/^[=+\-@\t\r\n＝＋－＠]/.test(read)).to.equal(false);
        expect(read === holder || read === `'${holder}`).to.equal(true);
      }),
    );
  });
});

describe("csvName", () => {
  it("names whose events these are and when, with nothing that a file system minds", () => {
    expect(csvName("E/17 ..\\x", "2026-03-01", "2026-03-31")).to.equal("events-E_17_x-2026-03-01-to-2026-03-31.csv");
  });
});
