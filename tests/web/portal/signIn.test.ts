import { expect } from "chai";
import { describeInBrowser } from "../../support/browser";
import { AUDITOR, HR, NOBODY, type PortalUnderTest, portalUnderTest, signedIn } from "./portalUnderTest";
import { cardOf } from "./stubBackend";

describeInBrowser("signing in to the portal", (browser) => {
  let world: PortalUnderTest;

  beforeEach(async () => {
    world = await portalUnderTest();
    world.backend.cards = [cardOf(1, "Ada Lovelace")];
  });

  afterEach(() => world.stop());

  it("leads through the hosted login to the page that was asked for, and clears the code from the address", async () => {
    const page = await signedIn(browser, world, AUDITOR, "#/live");
    await page.getByRole("heading", { name: "Live" }).waitFor();

    expect(page.url()).to.equal(`${world.url}#/live`);
    expect(world.login.happened).to.deep.equal(["authorize", "token authorization_code"]);
  });

  it("shows each group its pages", async () => {
    const hr = await signedIn(browser, world, HR);
    await hr.getByRole("heading", { name: "Cards", exact: true }).waitFor();
    const auditor = await signedIn(browser, world, AUDITOR);
    await auditor.getByRole("heading", { name: "Events", exact: true }).waitFor();

    const links = async (page: typeof hr) =>
      page.getByRole("navigation", { name: "Pages" }).getByRole("link").allTextContents();
    expect(await links(hr)).to.deep.equal(["Cards", "Live"]);
    expect(await links(auditor)).to.deep.equal(["Events", "Live"]);
  });

  it("tells somebody in no group what to do", async () => {
    const page = await signedIn(browser, world, NOBODY);

    await page.getByRole("heading", { name: "No access yet" }).waitFor();
    expect(await page.getByRole("main").textContent()).to.contain(
      "Ask whoever looks after this portal to add your account to one of these groups",
    );
    await browser.keep(page, "portal-no-group");
  });
});
