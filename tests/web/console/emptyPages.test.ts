import { expect } from "chai";
import { PAGES, type PageName } from "../../../web/console/logic/route";
import { describeInBrowser } from "../../support/browser";
import { type ConsoleUnderTest, consoleUnderTest } from "./consoleUnderTest";
import { everythingWrong, openPage } from "./pageChecks";

/** Pages that are about the cloud, which is there whatever a program has. */
const NEVER_EMPTY: readonly PageName[] = ["break"];

describeInBrowser("pages of the console, with a program that has nothing", (browser) => {
  let underTest: ConsoleUnderTest;

  before(async () => {
    underTest = await consoleUnderTest("export const nothing = 1;");
  });
  after(() => underTest.stop());

  for (const { path } of PAGES.filter((page) => !NEVER_EMPTY.includes(page.path))) {
    it(`say so, fit for everybody: ${path}`, async function () {
      this.timeout(60_000);
      const { page, problems } = await openPage(browser, `${underTest.url}/#/${path}`, { width: 390, height: 900 });
      await page.locator(".nothingTitle").first().waitFor();
      expect([...(await everythingWrong(page)), ...problems]).to.deep.equal([]);
      await browser.keep(page, `empty-${path}`);
    });
  }
});
