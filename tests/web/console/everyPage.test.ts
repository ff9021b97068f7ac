import { expect } from "chai";
import { PAGES, type PageName } from "../../../web/console/logic/route";
import { describeInBrowser } from "../../support/browser";
import { type ConsoleUnderTest, consoleUnderTest } from "./consoleUnderTest";
import { EVERY_KIND, FILES } from "./everyKind";
import { everythingWrong, keyboardGaps, type OpenPage, openPage } from "./pageChecks";
import { fill } from "./programData";

/** One thing of each kind that has pages of its own; a page of the console that is not named here is no page of types. */
const ONE: Readonly<Record<PageName, string | undefined>> = {
  map: undefined,
  journeys: undefined,
  send: undefined,
  break: undefined,
  queues: "orders-dead",
  tables: "customers",
  functions: "greeter",
  workflows: "welcome",
  logs: "/aws/lambda/greeter",
  alarms: undefined,
  buckets: "papers",
  cost: undefined,
  databases: "postgres/ledger",
  metrics: JSON.stringify({
    ...{ namespace: "AWS/Lambda", metricName: "Invocations", dimensions: { FunctionName: "greeter" } },
  }),
  schedules: undefined,
  streams: "steps",
  tasks: "waiter",
  users: "people",
};

const lists = PAGES.map(({ path }) => path);
const singles = lists.filter((path) => ONE[path] !== undefined);
/** Colours do not follow from widths, so each width has one scheme of colours. */
const WINDOWS = [
  { width: 390, scheme: "light" },
  { width: 1280, scheme: "dark" },
  { width: 1920, scheme: "light" },
] as const;

describe("every page of the console", function () {
  // Each looks at one page in three windows.
  this.timeout(120_000);

  describeInBrowser("with a program that has something of every kind", (browser) => {
    let underTest: ConsoleUnderTest;
    before(async () => {
      underTest = await consoleUnderTest(EVERY_KIND, FILES);
      await fill(underTest);
    });
    after(() => underTest.stop());

    for (const hash of [...lists, ...singles.map((path) => `${path}/${encodeURIComponent(ONE[path] ?? "")}`)]) {
      it(`is fit for everybody: ${decodeURIComponent(hash)}`, async () => {
        const opened = await openPage(browser, `${underTest.url}/#/${hash}`);
        expect(await looked(opened, `every-${hash.replaceAll(/[^\w-]/g, "-")}`)).to.deep.equal([]);
        expect(await keyboardGaps(opened.page)).to.deep.equal([]);
      });
    }

    for (const path of singles) {
      it(`says that there is no such thing: ${path}`, async () => {
        const opened = await openPage(browser, `${underTest.url}/#/${path}/nothing-of-the-kind`);
        await opened.page.getByRole("alert").waitFor();
        expect(await looked(opened, `error-${path}`)).to.deep.equal([]);
        expect(await opened.page.locator(".back a").textContent()).to.equal(titleOf(path));
      });
    }

    async function looked({ page, problems }: OpenPage, name: string): Promise<readonly string[]> {
      const found: string[] = [];
      for (const { width, scheme } of WINDOWS) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        found.push(...(await everythingWrong(page)).map((each) => `${width} px, ${scheme}: ${each}`));
        await browser.keep(page, `${name}-${width}-${scheme}`);
      }
      return [...found, ...problems];
    }
  });
});

function titleOf(path: PageName): string {
  return PAGES.find((page) => page.path === path)?.title ?? path;
}
