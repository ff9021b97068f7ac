import { expect } from "chai";
import type { Page } from "playwright-core";
import type { BrowserUnderTest } from "../../support/browser";
import type { IngestionUnderTest } from "./underTest";

const PHONE = { width: 360, height: 740 };
const NASTY = `<img src=x onerror=alert(1)> <script>alert(2)</script> ${"x".repeat(40)}`;

/**
 * Tests of the pages that people see.
 * @param system known once the tests run
 */
export function testPages(system: () => IngestionUnderTest, browser: BrowserUnderTest): void {
  /** Opens a page, and notes whatever runs, fails to load or is refused there. */
  async function visit(url: string, size?: typeof PHONE): Promise<{ page: Page; troubles: string[] }> {
    const troubles: string[] = [];
    const page = await browser.open("about:blank", size);
    page.on("dialog", (dialog) => {
      troubles.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("console", (message) => {
      // Chromium asks for an icon by itself, and complains of an answer that was meant.
      if (message.type() === "error" && !/favicon|status of 400/.test(message.text() + message.location().url)) {
        troubles.push(message.text());
      }
    });
    page.on("pageerror", (error) => troubles.push(error.message));
    await page.goto(url);
    return { page, troubles };
  }

  async function fill(page: Page, fields: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(fields)) await page.fill(`input[name=${name}]`, value);
  }

  const titleOf = (page: Page) => page.textContent("h1");

  it("store what the form sends, and show it as a card whose markup does not run, on a phone too", async () => {
    const { page, troubles } = await visit(system().outputs.url, PHONE);
    await fill(page, { user_name: NASTY, email: "ada@example.com", pincode: "12345" });
    await page.click("text=Send >> nth=0");
    expect(await titleOf(page)).to.equal("Stored");

    await page.click("text=All entries");

    expect(await page.textContent(".card h2")).to.equal(NASTY);
    expect(await page.$$("img, script")).to.deep.equal([]);
    expect(await page.evaluate("document.scrollingElement.scrollWidth")).to.equal(PHONE.width);
    expect(troubles).to.deep.equal([]);
    await browser.keep(page, "ingestion-entries-phone");
  });

  it("hold a value against the rules before it is sent", async () => {
    const { page } = await visit(system().outputs.url);
    await fill(page, { user_name: "Ada", email: "1@b.com", pincode: "12345" });

    await page.click("text=Send >> nth=0");

    expect(await titleOf(page)).to.equal("Entries");
    expect(await page.$eval("input[name=email]", (input) => input.matches(":invalid"))).to.equal(true);
    expect(await page.$eval("input[name=pincode]", (input) => input.matches(":valid"))).to.equal(true);
  });

  it("say beside each field what is wrong with it, and keep what was entered", async () => {
    const { page, troubles } = await visit(system().outputs.url);
    await fill(page, { user_name: "Ada", email: "no", pincode: "1" });

    await page.click("text=Send for approval");

    expect(await titleOf(page)).to.equal("Invalid entry");
    expect(await page.textContent("#pincode-wrong")).to.equal("PIN code must be 4 to 6 digits.");
    expect(await page.getAttribute("input[name=pincode]", "aria-describedby")).to.equal("pincode-hint pincode-wrong");
    expect(await page.inputValue("input[name=email]")).to.equal("no");
    expect(troubles).to.deep.equal([]);
  });

  it("take an entry to its approval by a person", async () => {
    const { page } = await visit(system().outputs.url);
    await fill(page, { user_name: "Grace", email: "grace@example.com", pincode: "1" });
    await page.click("text=Send for approval");
    expect(await titleOf(page)).to.equal("Waiting for approval");
    const { approve } = await system().linksOf(await system().sendAlmostRight("Hopper"));

    const { page: question, troubles } = await visit(approve, PHONE);
    const asked = await titleOf(question);
    await browser.keep(question, "ingestion-approval-phone");
    await question.click("text=Store it");

    expect([asked, await titleOf(question)]).to.deep.equal(["Store this entry?", "Approved"]);
    expect(await system().settledStatus("Hopper")).to.equal("stored");
    expect(troubles).to.deep.equal([]);
  });
}
