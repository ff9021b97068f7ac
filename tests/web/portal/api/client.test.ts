import { expect } from "chai";
import { type Api, ApiError, createApi, wordsOf } from "../../../../web/portal/api/client";
import { rejection } from "../../../support/rejection";

interface Sent {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: unknown;
}

/** A client whose requests are answered one after the other. */
function client(answers: (Response | Error)[], renewals: boolean[] = []) {
  const sent: Sent[] = [];
  let tokens = 0;
  const api: Api = createApi({
    endpoint: "https://api.example.com",
    token: async () => `token-${tokens}`,
    renew: async () => {
      tokens++;
      return renewals.shift() ?? false;
    },
    fetch: async (url, { method = "GET", headers, body } = {}) => {
      sent.push({ method, url: String(url), headers: headers as Record<string, string>, body });
      const answer = answers.shift();
      if (answer === undefined) throw new Error("sent too often");
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { api, sent };
}

const named = (name: string) => Object.assign(new Error(name), { name });
const json = (value: unknown, status = 200) => Response.json(value, { status });

describe("the portal's client", () => {
  it("asks with the token of who is signed in", async () => {
    const { api, sent } = client([json({ email: "a@b.c", groups: [] })]);

    expect(await api.me()).to.deep.equal({ email: "a@b.c", groups: [] });
    expect(sent).to.deep.equal([
      {
        method: "GET",
        url: "https://api.example.com/me",
        headers: { authorization: "Bearer token-0" },
        body: undefined,
      },
    ]);
  });

  it("escapes what is in an address", async () => {
    const { api, sent } = client([json({}), json({}), json({})]);

    await api.cards({ employeeId: "E&1", next: "a b" });
    await api.cards({});
    await api.query("q/1", "n=2");

    expect(sent.map(({ url }) => url.slice("https://api.example.com".length))).to.deep.equal([
      "/cards?employee_id=E%261&next=a+b",
      "/cards",
      "/queries/q%2F1?next=n%3D2",
    ]);
  });

  it("sends what is to be done as JSON, with a key by which it is done once", async () => {
    const { api, sent } = client([json({ command_id: "c" }, 202)]);

    expect(await api.register({ card_id: "C", employee_id: "E", holder: "H" })).to.deep.equal({ command_id: "c" });
    expect(sent[0]?.body).to.equal('{"card_id":"C","employee_id":"E","holder":"H"}');
    expect(sent[0]?.headers).to.deep.include({ "content-type": "application/json" });
    expect(sent[0]?.headers["idempotency-key"]).to.match(/^[0-9a-f-]{36}$/);
  });

  it("repeats what did not get through once, with the same key, and reads no more than once", async () => {
    const post = client([new TypeError("failed to fetch"), json({ command_id: "c" }, 202)]);
    const get = client([new TypeError("failed to fetch")]);

    await post.api.block("C");
    const error = await rejection(get.api.me());

    expect(new Set(post.sent.map(({ headers }) => headers["idempotency-key"])).size).to.equal(1);
    expect(post.sent).to.have.length(2);
    expect(error.message).to.equal("The server cannot be reached. Check your connection and try again.");
  });

  it("gets another token when the last one does not count any more, and asks again", async () => {
    const { api, sent } = client([json({}, 401), json({ cards: [] })], [true]);

    expect(await api.cards({})).to.deep.equal({ cards: [] });
    expect(sent.map(({ headers }) => headers.authorization)).to.deep.equal(["Bearer token-0", "Bearer token-1"]);
  });

  it("says that the sign-in has ended when there is no other token, or that does not count either", async () => {
    const none = await rejection(client([json({}, 401)], [false]).api.me());
    const refused = await rejection(client([json({}, 401), json({}, 401)], [true]).api.me());

    for (const error of [none, refused]) {
      expect(error).to.deep.include({ message: "Your sign-in has ended. Sign in again.", status: 401 });
    }
  });

  it("has no answer to what needs none", async () => {
    expect(await client([new Response(null, { status: 204 })]).api.cancelQuery("q")).to.equal(undefined);
  });

  const faults: [string, Response | Error, string, boolean][] = [
    ["the backend's own words", json({ message: "to must be after from" }, 400), "to must be after from", false],
    ["a refusal without words", json({}, 403), "You are not allowed to do this.", false],
    ["a refusal with words", json({ message: "Only auditors may." }, 403), "Only auditors may.", false],
    [
      "too many requests",
      json({}, 429),
      "There are too many requests at the moment. Try again in a few seconds.",
      true,
    ],
    [
      "a fault of the server",
      json({ message: "x is undefined" }, 500),
      "The server cannot do this at the moment (500). Try again.",
      true,
    ],
    [
      "a fault that is no JSON",
      new Response("<html>", { status: 502 }),
      "The server cannot do this at the moment (502). Try again.",
      true,
    ],
    ["an answer that is no JSON", new Response("<html>"), "The server's answer cannot be read. Try again.", true],
    ["no answer in time", named("TimeoutError"), "The server did not answer in time. Try again.", true],
  ];
  for (const [what, answer, message, passing] of faults) {
    it(`tells ${what}, and whether it may pass`, async () => {
      const error = await rejection(client([answer]).api.me());

      expect(error).to.be.instanceOf(ApiError);
      expect(error).to.deep.include({ message, passing });
    });
  }

  it("leaves what was aborted to who aborted it", async () => {
    expect((await rejection(client([named("AbortError")]).api.me())).name).to.equal("AbortError");
  });
});

describe("wordsOf", () => {
  it("has words for everything that can go wrong", () => {
    expect(wordsOf(new ApiError("Not today.", 400))).to.equal("Not today.");
    expect(wordsOf(new TypeError("x is not a function"))).to.equal(
      "Something went wrong on this page. Reload it and try again.",
    );
  });
});
