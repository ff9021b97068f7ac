import { expect } from "chai";
import type { Page } from "playwright-core";
import { describeInBrowser } from "../../support/browser";
import { accessibilityProblems } from "./accessibility";
import { json } from "./listener";
import { HR, type PortalUnderTest, portalUnderTest, signedIn } from "./portalUnderTest";
import { cardOf } from "./stubBackend";

const PHONE = { width: 360, height: 740 };

describeInBrowser("the portal's page of cards", (browser) => {
  let underTest: PortalUnderTest;

  beforeEach(async () => {
    underTest = await portalUnderTest();
    underTest.backend.cards = [
      cardOf(1, "Ada Lovelace"),
      cardOf(2, "Grace Hopper", { status: "blocked" }),
      cardOf(3, "Margaret Hamilton"),
    ];
  });

  afterEach(() => underTest.stop());

  const open = (size?: typeof PHONE) => signedIn(browser, underTest, HR, "#/cards", size);
  const rows = (page: Page) =>
    page
      .locator(".cards tbody tr")
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));

  it("lists the cards, with what can be done about each", async () => {
    const page = await open();
    await page.getByRole("row").nth(3).waitFor();

    expect(await rows(page)).to.deep.equal([
      ["C-1", "Ada Lovelace E-1", "Active", "1 Feb 2026", "Block"],
      ["C-2", "Grace Hopper E-2", "Blocked", "1 Feb 2026", "Unblock"],
      ["C-3", "Margaret Hamilton E-3", "Active", "1 Feb 2026", "Block"],
    ]);
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await browser.keep(page, "portal-cards");
  });

  it("registers a card by keyboard alone, says what became of it, and shows it", async () => {
    const page = await open();
    await page.getByRole("row").nth(3).waitFor();

    await page.getByLabel("Card number").focus();
    await page.keyboard.type("C-9");
    await page.keyboard.press("Tab");
    await page.keyboard.type("E-9");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Katherine Johnson");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Block card C-9 of Katherine Johnson" }).waitFor();

    expect(underTest.backend.asked.find(({ route }) => route === "POST /cards")?.body).to.deep.equal({
      card_id: "C-9",
      employee_id: "E-9",
      holder: "Katherine Johnson",
    });
    await page.getByText("Register card C-9 for Katherine Johnson: Done").waitFor();
    expect(await page.locator(".command").textContent()).to.equal("Register card C-9 for Katherine JohnsonDoneDismiss");
    await page.locator("[name=card_id]:focus").waitFor();
    await browser.keep(page, "portal-registered");
  });

  it("names every field that lacks something, and goes to the first", async () => {
    const page = await open();
    await page.getByLabel("Card number").fill("C 9");

    await page.getByRole("button", { name: "Register" }).click();
    await page.locator("[name=card_id]:focus").waitFor();

    expect(await page.locator(".fieldProblem").allTextContents()).to.deep.equal([
      "Use up to 64 letters, digits, dots, hyphens and underscores; begin with a letter or digit.",
      "Enter the employee’s number.",
      "Enter the employee’s name.",
    ]);
    expect(underTest.backend.asked.filter(({ route }) => route === "POST /cards")).to.deep.equal([]);
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });

  it("follows a command until it is refused, and says why", async () => {
    let outcome: { status: "pending" | "refused"; reason?: string } = { status: "pending" };
    underTest.backend.outcome = () => outcome;
    const page = await open();

    await page.getByRole("button", { name: "Block card C-1 of Ada Lovelace" }).click();
    await page.getByText("Waiting for the outcome…").waitFor();
    await browser.keep(page, "portal-waiting");
    outcome = { status: "refused", reason: "unknown-card" };
    await page.locator(".command.refused").waitFor();

    expect(await page.locator(".commandState").textContent()).to.equal("Refused: the card is not registered");
  });

  it("blocks and unblocks, and keeps the focus where it was", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Block card C-1 of Ada Lovelace" }).focus();

    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Unblock card C-1 of Ada Lovelace" }).waitFor();

    await page.locator("[aria-label='Unblock card C-1 of Ada Lovelace']:focus").waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Block card C-1 of Ada Lovelace", exact: true }).waitFor();
    const changes = underTest.backend.asked.map(({ route }) => route).filter((route) => route.startsWith("POST"));
    expect(changes).to.deep.equal(["POST /cards/C-1/block", "POST /cards/C-1/unblock"]);
  });

  it("pages through many cards, and finds those of one employee", async () => {
    underTest.backend.cards = Array.from({ length: 5 }, (_, at) => cardOf(at + 1, `Person ${at + 1}`));
    underTest.backend.pageSize = 2;
    const page = await open();
    const first = async () => (await rows(page))[0]?.[0];

    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("rowheader", { name: "C-3" }).waitFor();
    expect(await page.getByRole("navigation", { name: "Pages of cards" }).textContent()).to.contain("Page 2");
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("rowheader", { name: "C-5" }).waitFor();
    await page.getByRole("button", { name: "Previous" }).click();
    await page.getByRole("rowheader", { name: "C-3" }).waitFor();
    expect(await first()).to.equal("C-3");

    await page.getByLabel("Find by employee number").fill("E-5");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Cards of employee E-5" }).waitFor();
    await page.getByRole("rowheader", { name: "C-5" }).waitFor();
    expect(await rows(page)).to.have.length(1);

    await page.getByLabel("Find by employee number").fill("E-77");
    await page.keyboard.press("Enter");
    await page.getByText("No card of employee E-77 is registered. Check the number.").waitFor();
  });

  it("says that there are no cards yet", async () => {
    underTest.backend.cards = [];
    const page = await open();

    await page.getByText("Register the first one above.").waitFor();

    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await browser.keep(page, "portal-no-cards");
  });

  it("says when the server cannot answer, and tries again when it is told to", async () => {
    underTest.backend.instead["GET /cards"] = () => json({ message: "Internal Server Error" }, 500);
    const page = await open();
    await page.getByText("The server cannot do this at the moment (500). Try again.").waitFor();
    await browser.keep(page, "portal-cards-error");

    underTest.backend.instead = {};
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("rowheader", { name: "C-1" }).waitFor();

    expect(await page.getByRole("alert").count()).to.equal(0);
  });

  it("fits a phone", async () => {
    underTest.backend.cards.push(cardOf(4, "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Third"));
    const page = await open(PHONE);
    await page.getByText("Wolfeschlegelsteinhausen").waitFor();

    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await browser.keep(page, "portal-cards-phone");
  });

  it("is as legible in the dark", async () => {
    const page = await open();
    await page.emulateMedia({ colorScheme: "dark" });
    await page.getByRole("row").nth(3).waitFor();

    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await browser.keep(page, "portal-cards-dark");
  });
});
