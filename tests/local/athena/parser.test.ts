import { expect } from "chai";
import { Parser } from "../../../local/services/athena/sql/parser";

/** Sessions that answer every statement with the tree of `SELECT 1`, each in the place of the one that has ended. */
function openings() {
  const opened: { isOver: boolean }[] = [];
  const open = async () => {
    const session = {
      isOver: false,
      value: async () => JSON.stringify({ error: false, statements: [{ node: { type: "SELECT_NODE" } }] }),
      close: () => {},
    };
    opened.push(session);
    return session;
  };
  return { opened, open };
}

describe("the parser's session", () => {
  it("is one for all queries that come at the same time", async () => {
    const { opened, open } = openings();
    const parser = new Parser(open);

    await Promise.all([parser.tree("SELECT 1"), parser.tree("SELECT 2"), parser.tree("SELECT 3")]);

    expect(opened).to.have.length(1);
  });

  it("is followed by one other where it is over, for all queries that come at the same time", async () => {
    const { opened, open } = openings();
    const parser = new Parser(open);
    await parser.tree("SELECT 1");
    for (const session of opened) session.isOver = true;

    await Promise.all([parser.tree("SELECT 2"), parser.tree("SELECT 3")]);

    expect(opened).to.have.length(2);
  });

  it("is opened again where that failed before", async () => {
    const { opened, open } = openings();
    let failures = 1;
    const parser = new Parser(() => (failures-- > 0 ? Promise.reject(new Error("no engine")) : open()));

    const failed = await parser.tree("SELECT 1").catch((error: Error) => error.message);
    await parser.tree("SELECT 2");

    expect([failed, opened.length]).to.deep.equal(["no engine", 1]);
  });
});
