import type { Page } from "playwright-core";
import type { BrowserUnderTest } from "../../support/browser";
import { violationsOf } from "./consoleUnderTest";

export interface OpenPage {
  page: Page;
  /** Errors that the page wrote to the browser's console, or threw. */
  problems: string[];
}

/** Opens a page of the console, and waits until it shows what it is about. */
export async function openPage(
  browser: BrowserUnderTest,
  url: string,
  size?: { width: number; height: number },
): Promise<OpenPage> {
  const page = await browser.open("about:blank", size);
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(url);
  await page.locator("main h1, main [role=alert]").first().waitFor();
  await page.locator("main .waiting").waitFor({ state: "detached" });
  return { page, problems };
}

/** Lists what of a page is not fit for somebody, or for its window. */
export async function everythingWrong(page: Page): Promise<readonly string[]> {
  const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  return [...(wide > 0 ? [`${wide} px too wide`] : []), ...(await violationsOf(page))];
}

const CONTROLS =
  "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea, summary, [tabindex='0']";

/**
 * Goes through a page with the tab key alone. Lists what a mouse can use and the key does not reach, and what shows no sign of being
 * chosen: WCAG 2.1.1 and 2.4.7.
 */
export async function keyboardGaps(page: Page): Promise<readonly string[]> {
  const count = await page.evaluate<number>(`(${String(listen)})(${JSON.stringify(CONTROLS)})`);
  for (let pressed = 0; pressed < count + 3; pressed += 1) await page.keyboard.press("Tab");
  return page.evaluate<string[]>(`(${String(gaps)})(${JSON.stringify(CONTROLS)})`);
}

/** Runs in the page. @returns how many controls there are */
function listen(controls: string): number {
  // biome-ignore lint/suspicious/noExplicitAny: tests are checked without the types of a browser's page.
  const { document, getComputedStyle } = globalThis as any;
  document.activeElement?.blur();
  document.addEventListener("focusin", ({ target }: { target: { dataset: Record<string, string> } }) => {
    const style = getComputedStyle(target);
    const isShown = style.outlineStyle !== "none" || style.boxShadow !== "none";
    target.dataset.reached = isShown ? "seen" : "unseen";
  });
  return document.querySelectorAll(controls).length;
}

/** Runs in the page. */
function gaps(controls: string): string[] {
  // biome-ignore lint/suspicious/noExplicitAny: tests are checked without the types of a browser's page.
  const { document } = globalThis as any;
  return [...document.querySelectorAll(controls)]
    .filter((node) => node.checkVisibility({ visibilityProperty: true }))
    .flatMap((node) => {
      const { reached } = node.dataset;
      if (reached === "seen") return [];
      return [`${reached === undefined ? "not reached" : "no sign of focus"}: ${node.outerHTML.slice(0, 120)}`];
    });
}
