import { expect } from "chai";
import { describeInBrowser } from "../../support/browser";
import { accessibilityProblems } from "./accessibility";
import { json } from "./listener";
import { AUDITOR, BOTH, HR, NOBODY, type PortalUnderTest, portalUnderTest, signedIn } from "./portalUnderTest";
import { cardOf } from "./stubBackend";

describeInBrowser("signing in to the portal", (browser) => {
  let underTest: PortalUnderTest;

  beforeEach(async () => {
    underTest = await portalUnderTest();
    underTest.backend.cards = [cardOf(1, "Ada Lovelace")];
  });

  afterEach(() => underTest.stop());

  it("leads through the hosted login to the page that was asked for, and clears the code from the address", async () => {
    const page = await signedIn(browser, underTest, AUDITOR, "#/live");
    await page.getByRole("heading", { name: "Live" }).waitFor();

    expect(page.url()).to.equal(`${underTest.url}#/live`);
    expect(underTest.login.happened).to.deep.equal(["authorize", "token authorization_code"]);
  });

  it("shows each group its pages", async () => {
    const hr = await signedIn(browser, underTest, HR);
    await hr.getByRole("heading", { name: "Cards", exact: true }).waitFor();
    const auditor = await signedIn(browser, underTest, AUDITOR);
    await auditor.getByRole("heading", { name: "Events", exact: true }).waitFor();

    const links = async (page: typeof hr) =>
      page.getByRole("navigation", { name: "Pages" }).getByRole("link").allTextContents();
    expect(await links(hr)).to.deep.equal(["Cards", "Live"]);
    expect(await links(auditor)).to.deep.equal(["Events", "Live"]);
  });

  it("tells somebody in no group what to do", async () => {
    const page = await signedIn(browser, underTest, NOBODY);

    await page.getByRole("heading", { name: "No access yet" }).waitFor();
    expect(await page.getByRole("main").textContent()).to.contain(
      "Ask whoever looks after this portal to add your account to one of these groups",
    );
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await browser.keep(page, "portal-no-group");
  });

  it("keeps the tokens in the tab's session storage, and nowhere else", async () => {
    const page = await signedIn(browser, underTest, HR);

    const stored = (storage: string) =>
      page.evaluate(`Object.keys(${storage}).filter((key) => key.startsWith("oidc."))`);
    expect(await stored("sessionStorage")).to.deep.equal([`oidc.user:${underTest.login.url}:portal-client`]);
    expect(await page.evaluate("localStorage.length")).to.equal(0);
    expect(await page.evaluate("document.cookie")).to.equal("");
  });

  it("stays signed in when the page is reloaded", async () => {
    const page = await signedIn(browser, underTest, HR);

    await page.reload();
    await page.getByRole("button", { name: "Sign out" }).waitFor();

    expect(underTest.login.happened).to.deep.equal(["authorize", "token authorization_code"]);
  });

  it("signs out here and at the login, whose tokens do not count any more", async () => {
    const page = await signedIn(browser, underTest, HR);

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();

    expect(page.url()).to.equal(underTest.url);
    expect(underTest.login.happened.slice(2)).to.deep.equal(["revoke", "logout"]);
    expect(await page.evaluate("sessionStorage.length")).to.equal(0);
  });

  it("gets new tokens in silence when the old ones are about to end", async () => {
    underTest.login.lifetime = 30;
    const page = await signedIn(browser, underTest, HR);
    await page.getByRole("rowheader", { name: "C-1" }).waitFor();

    const renewals = underTest.login.happened.filter((what) => what === "token refresh_token");
    expect(renewals).to.have.length.above(0);
    expect(underTest.backend.asked.map(({ route }) => route)).to.include.members(["GET /me", "GET /cards"]);
  });

  it("gets new tokens when the backend refuses the old ones, and nobody notices", async () => {
    const page = await signedIn(browser, underTest, HR);
    await page.getByRole("rowheader", { name: "C-1" }).waitFor();

    underTest.login.spoilTokens();
    await page.getByRole("button", { name: "Block card C-1 of Ada Lovelace" }).click();
    await page.getByRole("button", { name: "Unblock card C-1 of Ada Lovelace" }).waitFor();

    expect(underTest.login.happened.slice(2)).to.deep.equal(["token refresh_token"]);
  });

  it("leads back to the sign-in when the session has ended, and to the page afterwards", async () => {
    const page = await signedIn(browser, underTest, HR, "#/live");
    await page.getByRole("heading", { name: "Live" }).waitFor();

    underTest.login.forgetAll();
    await page.getByText("Your sign-in has ended. Sign in again to go on.").waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Email").fill(HR);
    await page.getByRole("button", { name: "Continue" }).click();

    await page.getByRole("heading", { name: "Live" }).waitFor();
  });

  it("says that the sign-in was not completed", async () => {
    const page = await browser.open(underTest.url);
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await browser.keep(page, "portal-sign-in");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Continue" }).click();

    await page.getByText("The sign-in was not completed: User cancelled").waitFor();
    expect(page.url()).to.equal(underTest.url);
  });

  it("takes no code that it did not ask for", async () => {
    const page = await browser.open(`${underTest.url}?code=stolen&state=forged`);

    await page.getByText("The sign-in was not completed. Try again.").waitFor();
    expect(page.url()).to.equal(underTest.url);
    expect(underTest.login.happened).to.deep.equal([]);
  });

  it("says when it cannot look up who somebody is, and tries again when it is told to", async () => {
    underTest.backend.instead["GET /me"] = () => json({ message: "no" }, 500);
    const page = await signedIn(browser, underTest, HR);
    await page.getByText("The server cannot do this at the moment (500). Try again.").waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);

    underTest.backend.instead = {};
    await page.getByRole("button", { name: "Try again" }).click();

    await page.getByRole("heading", { name: "Cards", exact: true }).waitFor();
  });

  it("says when its settings cannot be read", async () => {
    underTest.config = undefined;
    const page = await browser.open(underTest.url);

    await page.getByText("The portal cannot be opened: its settings cannot be read").waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });

  it("leads from page to page by keyboard, past the menu where that is wanted, and says where it is", async () => {
    const page = await signedIn(browser, underTest, BOTH);
    await page.getByRole("rowheader", { name: "C-1" }).waitFor();
    const focusOn = (selector: string, hasText?: string) =>
      page.locator(`${selector}:focus`, hasText === undefined ? {} : { hasText }).waitFor();

    await page.keyboard.press("Tab");
    await focusOn("button", "Skip to content");
    await page.keyboard.press("Enter");
    await focusOn("h1", "Cards");
    await page.keyboard.press("Tab");
    await focusOn("[name=card_id]");

    await page.getByRole("link", { name: "Live" }).focus();
    await page.keyboard.press("Enter");
    await focusOn("h1", "Live");
    expect(await page.title()).to.equal("Live – Access cards");
    expect(await page.getByRole("link", { name: "Live" }).getAttribute("aria-current")).to.equal("page");
  });

  it("shows where the focus is, on everything that can have it", async () => {
    const page = await signedIn(browser, underTest, BOTH);
    await page.getByRole("rowheader", { name: "C-1" }).waitFor();
    const controls = await page.locator("button:visible, a:visible, input:visible").count();
    const outlines: string[] = [];

    for (let at = 0; at < controls; at++) {
      await page.keyboard.press("Tab");
      outlines.push(await page.evaluate<string>("getComputedStyle(document.activeElement).outlineStyle"));
    }

    expect(controls).to.be.above(8);
    expect(outlines.filter((style) => style !== "solid")).to.deep.equal([]);
  });

  it("breaks none of its own rules about what may be loaded", async () => {
    const page = await signedIn(browser, underTest, BOTH);
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));

    for (const name of ["Cards", "Events", "Live"]) {
      await page.getByRole("link", { name }).click();
      await page.getByRole("heading", { name, exact: true, level: 1 }).waitFor();
    }
    const blocked = await page.evaluate(`new Promise((resolve) => {
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => resolve(effectiveDirective));
      fetch("http://127.0.0.1:1/").catch(() => {});
    })`);

    expect(blocked).to.equal("connect-src");
    expect(complaints.filter((text) => !text.includes("127.0.0.1:1"))).to.deep.equal([]);
  });
});
