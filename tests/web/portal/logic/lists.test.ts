import { expect } from "chai";
import type { CardPage } from "../../../../web/portal/api/types";
import { type Employee, loadEmployees, matching } from "../../../../web/portal/logic/employees";
import { problemsWith, trimmed } from "../../../../web/portal/logic/newCard";
import { arrived, back, cursorOf, FIRST_PAGE, forward, pageNumber } from "../../../../web/portal/logic/paging";
import { reasonInWords } from "../../../../web/portal/logic/reasons";
import { pageAt, pagesFor } from "../../../../web/portal/logic/route";
import { cardOf } from "../stubBackend";

describe("paging", () => {
  it("goes forward as far as there is a next page, and back to the first", () => {
    const second = forward(arrived(FIRST_PAGE, "b"));
    const third = forward(arrived(second, "c"));

    expect([FIRST_PAGE, second, third].map(pageNumber)).to.deep.equal([1, 2, 3]);
    expect([FIRST_PAGE, second, third].map(cursorOf)).to.deep.equal([undefined, "b", "c"]);
    expect(cursorOf(back(third))).to.equal("b");
    expect(pageNumber(back(back(back(third))))).to.equal(1);
  });

  it("stays where it is when the next page is not known, or there is none", () => {
    expect(pageNumber(forward(FIRST_PAGE))).to.equal(1);
    expect(pageNumber(forward(arrived(FIRST_PAGE, undefined)))).to.equal(1);
  });
});

describe("loadEmployees", () => {
  it("reads page after page, and has everybody once, by name", async () => {
    const pages: Record<string, CardPage> = {
      first: { cards: [cardOf(2, "Grace"), cardOf(1, "Ada", { card_id: "C-1a" })], next: "second" },
      second: { cards: [cardOf(1, "Ada")] },
    };
    const seen: (readonly Employee[])[] = [];

    await loadEmployees(
      { cards: async ({ next = "first" }) => pages[next] as CardPage },
      new AbortController().signal,
      (employees) => seen.push(employees),
    );

    const everybody = [
      { id: "E-1", holder: "Ada" },
      { id: "E-2", holder: "Grace" },
    ];
    expect(seen).to.deep.equal([everybody, everybody]);
  });
});

describe("matching", () => {
  const everybody = [
    { id: "E-10", holder: "Björn Ærlig-Smith" },
    { id: "E-1", holder: "Ada Lovelace" },
    { id: "E-2", holder: "Mary Adams" },
  ];
  const ids = (typed: string, most = 8) => matching(everybody, typed, most).map(({ id }) => id);

  it("finds names by the beginnings of their words, who begins with it first", () => {
    expect(ids("ada")).to.deep.equal(["E-1", "E-2"]);
    expect(ids("love a")).to.deep.equal(["E-1"]);
    expect(ids("bjorn sm")).to.deep.equal(["E-10"]);
    expect(ids("dam")).to.deep.equal([]);
  });

  it("finds numbers, and shows no more than asked for", () => {
    expect(ids("e-1")).to.deep.equal(["E-10", "E-1"]);
    expect(ids("", 2)).to.deep.equal(["E-10", "E-1"]);
  });
});

describe("problemsWith", () => {
  it("has nothing against a card whose fields are filled in, spaces around them or not", () => {
    const card = trimmed({ card_id: " C-1 ", employee_id: "E.1_x ", holder: " Ada " });

    expect(card).to.deep.equal({ card_id: "C-1", employee_id: "E.1_x", holder: "Ada" });
    expect(problemsWith(card)).to.deep.equal({});
  });

  it("names each field that is wrong", () => {
    const wrong = "Use up to 64 letters, digits, dots, hyphens and underscores; begin with a letter or digit.";

    expect(problemsWith({ card_id: "-1", employee_id: "e".repeat(65), holder: "h".repeat(201) })).to.deep.equal({
      card_id: wrong,
      employee_id: wrong,
      holder: "Enter at most 200 characters.",
    });
  });
});

describe("reasonInWords", () => {
  it("knows the system's reasons, and makes words of others", () => {
    expect(reasonInWords("area-full")).to.equal("the area is full");
    expect(reasonInWords("card-already-registered")).to.equal("card already registered");
  });
});

describe("pageAt", () => {
  it("is the page of the address where the person may see it, and else his first", () => {
    expect(pageAt("#/live", ["hr"])?.path).to.equal("live");
    expect(pageAt("#/events", ["hr"])?.path).to.equal("cards");
    expect(pageAt("", ["auditor"])?.path).to.equal("events");
    expect(pageAt("#/cards", ["somebody"])).to.equal(undefined);
  });

  it("is one of those in the menu", () => {
    expect(pagesFor(["hr", "auditor"]).map(({ path }) => path)).to.deep.equal(["cards", "events", "live"]);
  });
});
