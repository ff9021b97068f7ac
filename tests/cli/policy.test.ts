import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { EXCEPTIONS_FILE, outcomeLines, readExceptions } from "../../cli/policy";

describe("the command policy", () => {
  describe("reads exceptions", () => {
    let project: string;

    beforeEach(() => {
      project = mkdtempSync(path.join(tmpdir(), "sluice-policy-"));
      mkdirSync(path.join(project, "policies"));
    });

    afterEach(() => rmSync(project, { recursive: true }));

    const write = (text: string) => writeFileSync(path.join(project, EXCEPTIONS_FILE), text);

    it("of a project that has some, and of one that has none", () => {
      expect(readExceptions(project)).to.deep.equal([]);

      write('[{"rule":"alarms","resource":"a","reason":"b"}]');
      expect(readExceptions(project)).to.deep.equal([{ rule: "alarms", resource: "a", reason: "b" }]);
    });

    for (const [what, text, message] of [
      ["no JSON", "{", "Expected property name"],
      ["no list", "{}", "expected array"],
      ["a rule that there is not", '[{"rule":"alarm","resource":"a","reason":"b"}]', '"encrypted-at-rest"'],
      ["no reason", '[{"rule":"alarms","resource":"a","reason":""}]', "reason"],
      ["a member of another name", '[{"rule":"alarms","resource":"a","reason":"b","why":"c"}]', '"why"'],
    ] as const) {
      it(`and refuses ${what}, naming the file`, () => {
        write(text);

        expect(() => readExceptions(project))
          .to.throw(`${EXCEPTIONS_FILE} cannot be read: `)
          .with.property("message")
          .that.includes(message);
      });
    }
  });

  it("says of each rule what breaks it, then which exception nothing needs, then how many there are", () => {
    const place = { type: "aws:sqs/queue:Queue", name: "q" };
    const lines = outcomeLines(
      {
        violations: [{ ...place, rule: "tls-only", message: "deny it" }],
        excepted: [{ ...place, rule: "alarms", message: "m", reason: "r" }],
        unused: [{ rule: "alarms", resource: "old-*", reason: "r" }],
      },
      7,
    );

    expect(lines).to.deep.equal([
      "tls-only: Buckets, queues and topics refuse requests without TLS, databases connections without it.",
      '  aws:sqs/queue:Queue "q": deny it',
      "",
      'policies/exceptions.json: nothing breaks alarms as "old-*" any more: take the exception away',
      "7 resources held to 10 rules: 1 violations, 1 excepted",
    ]);
  });
});
