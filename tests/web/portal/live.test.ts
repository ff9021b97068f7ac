import { expect } from "chai";
import type { Page } from "playwright-core";
import { describeInBrowser } from "../../support/browser";
import { accessibilityProblems } from "./accessibility";
import { json } from "./listener";
import { BOTH, type PortalUnderTest, portalUnderTest, signedIn } from "./portalUnderTest";

const NOON = Date.UTC(2026, 2, 2, 12);

describeInBrowser("the portal's live page", (browser) => {
  let underTest: PortalUnderTest;

  beforeEach(async () => {
    underTest = await portalUnderTest();
    underTest.backend.occupancy = {
      at: NOON,
      areas: [
        {
          area: "hq",
          inside: 1_204,
          gates: [
            { gate_id: "north-1", entries: 2_310, exits: 1_106, denied: 4 },
            { gate_id: "north-2", entries: 0, exits: 0, denied: 0 },
          ],
        },
        {
          area: "lab",
          inside: 20,
          max_occupancy: 20,
          gates: [{ gate_id: "lab-1", entries: 44, exits: 24, denied: 11 }],
        },
      ],
    };
  });

  afterEach(() => underTest.stop());

  const open = (size?: { width: number; height: number }) => signedIn(browser, underTest, BOTH, "#/live", size);
  const looks = () => underTest.backend.asked.filter(({ route }) => route === "GET /occupancy").length;

  it("shows who is where, which gate saw how many, and which area is full", async () => {
    const page = await open();
    await page.getByRole("heading", { name: "lab" }).waitFor();

    expect(await page.locator(".inside").allTextContents()).to.deep.equal([
      "1,204 inside",
      "20 inside of at most 20Full",
    ]);
    expect(
      await page
        .locator(".gates tbody tr")
        .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent))),
    ).to.deep.equal([
      ["north-1", "2,310", "1,106", "4"],
      ["north-2", "0", "0", "0"],
      ["lab-1", "44", "24", "11"],
    ]);
    await page.getByRole("status").filter({ hasText: "Full: lab" }).waitFor({ state: "attached" });
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await browser.keep(page, "portal-live");
  });

  it("follows what happens", async () => {
    const page = await open();
    await page.getByText("1,204").first().waitFor();

    underTest.backend.occupancy = { at: NOON, areas: [{ area: "hq", inside: 7, gates: [] }] };

    await page.locator(".inside", { hasText: "7 inside" }).waitFor();
  });

  /** The page with a clock that only the test moves. */
  async function openHeld() {
    const page = await signedIn(browser, underTest, BOTH, "#/events");
    await page.clock.install({ time: NOON });
    await page.clock.pauseAt(NOON + 1_000);
    await page.getByRole("link", { name: "Live" }).click();
    await page.getByText("1,204").first().waitFor();
    return page;
  }

  const nextLook = (page: Page) => page.waitForResponse((response) => response.url().endsWith("/occupancy"));

  it("looks every two seconds, and rests when it is told to", async () => {
    const page = await openHeld();

    const second = nextLook(page);
    await page.clock.runFor(2_000);
    await second;
    expect(looks()).to.equal(2);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.clock.runFor(60_000);
    expect(looks()).to.equal(2);
    const third = nextLook(page);
    await page.getByRole("button", { name: "Pause" }).click();
    await third;

    expect(looks()).to.equal(3);
  });

  it("rests while nobody looks", async () => {
    const page = await openHeld();
    const look = (hidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, "hidden", { value: ${hidden}, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"))`);

    await look(true);
    await page.clock.runFor(60_000);
    expect(looks()).to.equal(1);
    const second = nextLook(page);
    await look(false);
    await second;

    expect(looks()).to.equal(2);
  });

  it("goes on showing what it knows when the server cannot answer, and says that it is old", async () => {
    const page = await open();
    await page.getByText("1,204").first().waitFor();

    underTest.backend.instead["GET /occupancy"] = () => json({ message: "no" }, 503);
    await page.getByText("The server cannot do this at the moment (503). Try again. What you see is old.").waitFor();
    expect(await page.locator(".inside").first().textContent()).to.equal("1,204 inside");
    await browser.keep(page, "portal-live-error");

    underTest.backend.instead = {};
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
  });

  it("shows a way out when the page itself fails", async () => {
    underTest.backend.instead["GET /occupancy"] = () => json({ at: NOON, areas: [{ area: "hq" }] });
    const page = await signedIn(browser, underTest, BOTH, "#/events");
    await page.getByRole("link", { name: "Live" }).click();

    await page.getByText("This page has failed.").waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    underTest.backend.instead = {};
    await page.getByRole("button", { name: "Reload" }).click();

    await page.getByText("1,204").first().waitFor();
  });

  it("fits a phone, in the dark as well", async () => {
    const page = await open({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.getByRole("heading", { name: "lab" }).waitFor();

    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await browser.keep(page, "portal-live-phone");
  });
});
