import { expect } from "chai";
import type { Page } from "playwright-core";
import type { BrowserUnderTest } from "../../support/browser";
import { until } from "../../support/until";
import { type AccessCardsUnderTest, AUDITOR, HR, PASSWORDS } from "./underTest";

/**
 * Tests of the portal in a browser, in a system of which nobody has a card yet.
 * @param system known once the tests run
 */
export function testPortalPages(system: () => AccessCardsUnderTest, browser: BrowserUnderTest): void {
  /** Opens a page of the portal, and signs in at the hosted login. */
  async function signIn(email: keyof typeof PASSWORDS, hash: string): Promise<Page> {
    const page = await browser.open(`${system().output("portalUrl")}/${hash}`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(PASSWORDS[email]);
    await browser.keep(page, `access-cards-login-${email.split("@")[0]}`);
    await page.getByRole("button", { name: "Sign in" }).click();
    return page;
  }

  const eventRows = (page: Page) =>
    page
      .locator(".events tbody tr")
      .evaluateAll((rows) => rows.map((row) => [...row.children].slice(1, 4).map((cell) => cell.textContent)));

  it("has HR register a card, which opens a gate, and shows an auditor both", async function () {
    this.timeout(240_000);
    const hr = await signIn(HR, "#/cards");
    await hr.getByLabel("Card number").fill("card-1");
    await hr.locator("[name=employee_id]").fill("employee-1");
    await hr.getByLabel("Employee’s name").fill("Ada Lovelace");
    await hr.getByRole("button", { name: "Register" }).click();
    await hr.getByRole("button", { name: "Block card card-1 of Ada Lovelace" }).waitFor();
    await browser.keep(hr, "access-cards-registered");

    const answer = await system().target.gates.send({ gateId: "hq-1", action: "enter", body: { card_id: "card-1" } });
    expect(JSON.parse(answer.text)).to.include({ decision: "granted", area: "hq" });
    await until(async () => (await system().told()).archived > 0);

    const auditor = await signIn(AUDITOR, "#/events");
    const employee = auditor.getByRole("combobox", { name: "Employee" });
    await until(async () => {
      await employee.fill("ada");
      await auditor.getByRole("option").first().waitFor();
      await employee.press("Enter");
      await auditor.getByRole("button", { name: "Show events" }).click();
      await auditor.getByRole("heading", { name: "Events of Ada Lovelace (employee-1)" }).waitFor();
      return (await eventRows(auditor)).length > 1;
    });

    expect(await eventRows(auditor)).to.deep.equal([
      ["Card registered", "–", "card-1"],
      ["Entered", "hq-1, hq", "card-1"],
    ]);
    await browser.keep(auditor, "access-cards-events");
  });

  it("shows who is inside, and what each gate has seen", async function () {
    this.timeout(120_000);
    const page = await signIn(AUDITOR, "#/live");
    const hq = page.getByRole("region", { name: "hq", exact: true });

    await until(async () => (await hq.getByText("1 inside").count()) === 1);

    const gate = hq.getByRole("row", { name: /^hq-1/ });
    expect(await gate.getByRole("cell").allTextContents()).to.deep.equal(["1", "0", "0"]);
    await browser.keep(page, "access-cards-live");
  });
}
