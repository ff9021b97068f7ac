import { expect } from "chai";
import type { BrowserUnderTest } from "../../support/browser";
import { ForeignPage } from "../../support/foreignPage";
import { type AccessCardsUnderTest, HR, PASSWORDS } from "./underTest";

/**
 * Tests of what pages of other sites can do to the portal from a browser on this machine: nothing.
 * @param system known once the tests run
 */
export function testForeignPages(system: () => AccessCardsUnderTest, browser: BrowserUnderTest): void {
  let elsewhere: ForeignPage;
  beforeEach(async () => {
    elsewhere = await ForeignPage.open(browser);
  });
  afterEach(() => elsewhere.close());

  it("sign nobody in at the hosted login, even by name and password", async () => {
    const { page } = elsewhere;
    await page.goto(system().output("portalUrl"));
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Password").waitFor();
    const login = page.url();
    const _csrf = await page.locator("[name=_csrf]").inputValue();
    await page.goto(elsewhere.origin);

    expect(await elsewhere.read(login)).to.equal(undefined);
    expect(await elsewhere.framed(login)).to.equal(undefined);
    // The token of the form, which no other page can read, does not help either: cookies of the login stay with it.
    expect(await elsewhere.submit(login, { username: HR, password: PASSWORDS[HR], _csrf })).to.equal(403);

    await page.goto(login);
    expect(await page.getByLabel("Password").count(), "is asked for the password still").to.equal(1);
  });

  it("read and change nothing at the portal's server, under whatever name", async () => {
    const url = system().output("portalUrl");
    expect(await (await fetch(url)).text(), "without a browser").to.contain("<html");

    expect(await elsewhere.read(url)).to.equal(undefined);
    expect(await elsewhere.framed(url)).to.equal(undefined);
    expect(await elsewhere.submit(url, { anything: "else" })).to.equal(403);
    const rebound = url.replace("localhost", "rebound.example");
    expect((await elsewhere.page.goto(rebound))?.status()).to.equal(403);
  });
}
