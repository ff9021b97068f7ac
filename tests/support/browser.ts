import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumPath } from "../../cli/doctor/browser";

/** Has the browser take every site of `*.example` for this machine: pages of a test that are not this machine's own to it. */
const ELSEWHERE_HERE = "--host-resolver-rules=MAP *.example 127.0.0.1";

/** Screenshots that tests leave for people to look at; not part of the repository. */
const SCREENSHOTS = path.resolve(__dirname, "../../.sluice/screenshots");

/** The browser of a test: it opens pages, each without a past. */
export interface BrowserUnderTest {
  /** @param size in CSS pixels; that of a laptop where absent */
  open(url: string, size?: { width: number; height: number }): Promise<Page>;
  /** Keeps what a page shows as `.sluice/screenshots/<name>.png`. */
  keep(page: Page, name: string): Promise<string>;
}

/**
 * A group of tests that drive real pages in Chromium. Without one, this says so and registers none: a pending test would fail the run.
 *
 * The browser starts with the first page that is opened, and ends after the group.
 */
export function describeInBrowser(title: string, tests: (browser: BrowserUnderTest) => void): void {
  const executablePath = chromiumPath();
  if (executablePath === undefined) {
    process.stderr.write(
      `no Chromium here, so "${title}" is not tested: install one (apt-get install chromium-headless-shell), or name it in CHROMIUM\n`,
    );
    return;
  }
  describe(title, () => {
    let started: Promise<Browser> | undefined;
    const open: Page[] = [];

    after(async () => (await started)?.close());
    afterEach(() => Promise.all(open.splice(0).map((page) => page.context().close())));

    tests({
      async open(url, size = { width: 1280, height: 900 }) {
        // The browser sees pages of this machine only, which the tests themselves have made.
        started ??= chromium.launch({
          executablePath,
          args: ["--no-sandbox", "--disable-dev-shm-usage", ELSEWHERE_HERE],
        });
        const context = await (await started).newContext({ viewport: size, locale: "en-GB", timezoneId: "UTC" });
        // A test's own limit ends a wait, whatever a slow machine makes of the browser's.
        context.setDefaultTimeout(0);
        const page = await context.newPage();
        open.push(page);
        await page.goto(url);
        return page;
      },
      async keep(page, name) {
        mkdirSync(SCREENSHOTS, { recursive: true });
        const file = path.join(SCREENSHOTS, `${name}.png`);
        await page.screenshot({ path: file, fullPage: true });
        return file;
      },
    });
  });
}
