import { Writable } from "node:stream";
import { expect } from "chai";
import { loadIngestion } from "../../../cli/load/ingestion/load";
import { systemClock } from "../../../local/base/clock";
import type { IngestionUnderTest } from "./underTest";

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

const VALID = { email: "ada@example.com", pincode: "1234" };

/**
 * Tests of what callers of the public URL get.
 * @param system known once the tests run; takes query strings of 3,000 bytes at most
 */
export function testRequests(system: () => IngestionUnderTest): void {
  const send = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    system().get(`?${new URLSearchParams({ ...VALID, ...fields })}`, headers);

  it("answers every kind of request as it must, stores what is valid once, and breaks over no query string", async () => {
    const load = { url: system().outputs.url, count: 120, concurrency: 8, fuzz: 120 };

    const { account, fuzzed } = await loadIngestion(load, { clock: systemClock, terminal: nowhere() });

    expect(account).to.deep.equal({
      ...{ sent: 120, right: 120, wrong: 0, unanswered: 0, serverErrors: 0 },
      ...{ valid: 60, storedOnce: 60, lost: 0, twice: 0, stray: 0, balances: true },
    });
    expect(fuzzed).to.include({ sent: 120, serverErrors: 0, unanswered: 0, balances: true });
  });

  it("takes the same entry for the same, without a key", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => send({ user_name: "same" })));
    const later = await send({ user_name: "same" });

    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 200, 201]);
    expect(later.status).to.equal(200);
    expect((await system().storedNames()).filter((name) => name === "same")).to.have.length(1);
  });

  it("goes by the Idempotency-Key where there is one", async () => {
    const first = await send({ user_name: "keyed" }, { "idempotency-key": "k-1" });
    const again = await send({ user_name: "keyed" }, { "idempotency-key": "k-1" });
    const other = await send({ user_name: "keyed" }, { "idempotency-key": "k-2" });
    const reused = await send({ user_name: "somebody else" }, { "idempotency-key": "k-1" });

    expect([first, again, other, reused].map(({ status }) => status)).to.deep.equal([201, 200, 201, 422]);
    expect((await system().storedNames()).filter((name) => name === "keyed")).to.have.length(2);
  });

  it("shows a name with markup, and does not run it", async () => {
    await send({ user_name: "<script>alert(1)</script>" });

    const response = await system().get("?limit=1000", { accept: "text/html,*/*" });

    const page = await response.text();
    expect(response.headers.get("content-type")).to.equal("text/html; charset=utf-8");
    expect(response.headers.get("content-security-policy")).to.match(/^default-src 'none'; style-src 'sha256-/);
    expect(page).to.include("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).to.not.include("<script");
  });

  it("gives every entry once over all pages", async () => {
    const ids: string[] = [];
    let query: string | undefined = "?limit=7";
    while (query !== undefined) {
      const page = (await (await system().get(query)).json()) as { entries: { id: string }[]; next?: string };
      ids.push(...page.entries.map(({ id }) => id));
      query = page.next === undefined ? undefined : `?limit=7&next=${page.next}`;
    }

    expect(new Set(ids).size).to.equal(ids.length);
    expect(ids.length).to.be.greaterThan(60);
  });

  for (const [query, status] of [
    ["?limit=0", 400],
    ["?limit=1&limit=2", 400],
    ["?next=made-up", 400],
    ["?limit=%zz", 400],
    [`?user_name=${"x".repeat(3_000)}`, 414],
    ["nowhere", 404],
  ] as const) {
    it(`answers ${query.slice(0, 30)} with ${status}, to programs and to people`, async () => {
      const answers = await Promise.all([system().get(query), system().get(query, { accept: "text/html" })]);

      expect(answers.map((answer) => [answer.status, answer.headers.get("content-type")])).to.deep.equal([
        [status, "application/problem+json"],
        [status, "text/html; charset=utf-8"],
      ]);
    });
  }

  it("takes GET, HEAD and POST, and stores nothing for a HEAD", async () => {
    const { url } = system().outputs;
    const refused = await fetch(url, { method: "DELETE" });
    const list = await fetch(url, { method: "HEAD" });
    const entry = await fetch(`${url}?user_name=headed&email=a@b.com&pincode=1234`, { method: "HEAD" });

    expect([refused.status, refused.headers.get("allow")]).to.deep.equal([405, "GET, HEAD, POST"]);
    expect([list.status, await list.text()]).to.deep.equal([200, ""]);
    expect(entry.status).to.equal(405);
    expect(await system().storedNames()).to.not.include("headed");
  });

  it("shows the form again where there is something to put right, with what was entered and why", async () => {
    const response = await fetch(system().outputs.url, {
      method: "POST",
      headers: { accept: "text/html" },
      body: new URLSearchParams({ user_name: 'A"da', email: "no", pincode: "1" }),
    });

    const page = await response.text();
    expect(response.status).to.equal(400);
    expect(page).to.include('value="A&quot;da"');
    expect(page).to.include('id="email-wrong">E-mail must be a letter');
    expect(page).to.include('pattern="[0-9]{4,6}"');
  });
}
