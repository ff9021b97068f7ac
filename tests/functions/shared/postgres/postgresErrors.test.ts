import { expect } from "chai";
import { isAboutTheRow } from "../../../../functions/shared/postgres/postgresErrors";

describe("isAboutTheRow", () => {
  const postgres = (code: string) => Object.assign(new Error(code), { code, severity: "ERROR" });

  for (const [what, error, expected] of [
    ["a value that cannot be stored", postgres("22021"), true],
    ["a violated constraint", postgres("23514"), true],
    ["an index row that is too large", postgres("54000"), true],
    ["a refused connection", Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), false],
    ["a socket's error whose code looks like a state", Object.assign(new Error("write"), { code: "22ABC" }), false],
    ["a connection that ended", new Error("Connection terminated unexpectedly"), false],
    ["a server that shuts down", postgres("57P01"), false],
    ["a statement that took too long", postgres("57014"), false],
    ["too many connections", postgres("53300"), false],
    ["a deadlock", postgres("40P01"), false],
    ["a server that became a standby", postgres("25006"), false],
    ["a password that was changed", postgres("28P01"), false],
    ["a table that is not there", postgres("42P01"), false],
  ] as const) {
    it(`is ${expected} for ${what}`, () => {
      expect(isAboutTheRow(error)).to.equal(expected);
    });
  }
});
