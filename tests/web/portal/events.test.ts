import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { describeInBrowser } from "../../support/browser";
import { until } from "../../support/until";
import { accessibilityProblems } from "./accessibility";
import { AUDITOR, type PortalUnderTest, portalUnderTest, signedIn } from "./portalUnderTest";
import { cardOf, eventAt } from "./stubBackend";

const EVENTS = [
  eventAt("08:02", "entered", { gate_id: "north-1", area: "hq", employee_id: "E-1" }),
  eventAt("12:00", "left", { gate_id: "north-2" }),
  eventAt("12:31", "denied", { gate_id: "lab-1", area: "lab", reason: "area-full", employee_id: "E-1" }),
  eventAt("12:45", "entered", { gate_id: "north-1", area: "hq", employee_id: "E-1" }),
  eventAt("17:15", "left", { gate_id: "north-1" }),
];

describeInBrowser("the portal's page of events", (browser) => {
  let underTest: PortalUnderTest;

  beforeEach(async () => {
    underTest = await portalUnderTest();
    underTest.backend.cards = [
      cardOf(1, "Ada Lovelace"),
      cardOf(2, "Grace Hopper"),
      cardOf(3, "Adele Goldberg"),
      cardOf(4, "José Álvarez"),
    ];
    underTest.backend.pageSize = 2;
    underTest.backend.looks = [
      { state: "queued" },
      { state: "running", scanned_bytes: 1_500_000 },
      { state: "succeeded", scanned_bytes: 2_400_000, events: EVENTS },
    ];
  });

  afterEach(() => underTest.stop());

  const open = (size?: { width: number; height: number }) => signedIn(browser, underTest, AUDITOR, "#/events", size);
  const options = (page: Page) => page.getByRole("option").allTextContents();

  /** Picks somebody by keyboard, and the days around the events. */
  async function ask(page: Page, typed = "ada") {
    const employee = page.getByLabel("Employee", { exact: true });
    await employee.fill(typed);
    await page.getByRole("option").first().waitFor();
    await employee.press("Enter");
    await page.getByLabel("First day").fill("2026-03-01");
    await page.getByLabel("Last day").fill("2026-03-03");
    await page.getByLabel("Last day").press("Enter");
  }

  it("finds an employee while his name is typed, by keyboard alone", async () => {
    const page = await open();
    const employee = page.getByRole("combobox", { name: "Employee" });
    await employee.focus();

    await page.keyboard.type("ad");
    await page.getByRole("option").nth(1).waitFor();
    expect(await options(page)).to.deep.equal(["Ada Lovelace (E-1)", "Adele Goldberg (E-3)"]);
    expect(await employee.getAttribute("aria-expanded")).to.equal("true");
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await browser.keep(page, "portal-picker");
    await page.keyboard.press("ArrowDown");
    expect(await page.getByRole("option", { selected: true }).textContent()).to.equal("Adele Goldberg (E-3)");
    await page.keyboard.press("ArrowDown");
    expect(await page.getByRole("option", { selected: true }).textContent()).to.equal("Ada Lovelace (E-1)");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");

    expect(await employee.inputValue()).to.equal("Adele Goldberg (E-3)");
    expect(await employee.getAttribute("aria-expanded")).to.equal("false");
  });

  it("closes the list at Escape, finds names without their accents, and takes a number that no card tells of", async () => {
    const page = await open();
    const employee = page.getByRole("combobox", { name: "Employee" });

    await employee.fill("jose alv");
    await page.getByRole("option").first().waitFor();
    expect(await options(page)).to.deep.equal(["José Álvarez (E-4)"]);
    await employee.press("Escape");
    await page.getByRole("option").waitFor({ state: "hidden" });

    await employee.fill("E-900");
    await page.getByRole("option").first().waitFor();
    expect(await options(page)).to.deep.equal(["Employee number E-900"]);
  });

  it("watches the query, then shows the events as a timeline and as a table", async () => {
    const page = await open();
    await ask(page);
    await page.getByText("Searching the archive, 1.5 MB so far…").waitFor();
    await page.getByRole("heading", { name: "Events of Ada Lovelace (E-1)" }).waitFor();

    expect(underTest.backend.asked.find(({ route }) => route === "POST /queries")?.body).to.deep.equal({
      employee_id: "E-1",
      from: Date.UTC(2026, 2, 1),
      to: Date.UTC(2026, 2, 4),
    });
    // The comma depends on the version of Chromium.
    expect(
      await page
        .locator(".dayTitle")
        .allTextContents()
        .then(([title]) => title?.replace(",", "")),
    ).to.equal("Monday 2 March 2026 8 h 28 min inside");
    expect(await page.locator(".dayWords li").allTextContents()).to.deep.equal([
      "08:02 to 12:00 at hq, 3 h 58 min",
      "12:31 Denied: the area is full",
      "12:45 to 17:15 at hq, 4 h 30 min",
    ]);
    expect(
      await page
        .locator(".events tbody tr")
        .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent))),
    ).to.deep.equal([
      ["2 Mar 2026, 08:02:00", "Entered", "north-1, hq", "C-1", "–"],
      ["2 Mar 2026, 12:00:00", "Left", "north-2", "C-1", "–"],
      ["2 Mar 2026, 12:31:00", "Denied", "lab-1, lab", "C-1", "the area is full"],
      ["2 Mar 2026, 12:45:00", "Entered", "north-1, hq", "C-1", "–"],
      ["2 Mar 2026, 17:15:00", "Left", "north-1", "C-1", "–"],
    ]);
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await browser.keep(page, "portal-events");
  });

  it("hands out the events as a CSV file", async () => {
    const page = await open();
    await ask(page);
    await page.getByRole("button", { name: "Download CSV" }).waitFor();

    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).click();
    const download = await downloading;

    expect(download.suggestedFilename()).to.equal("events-E-1-2026-03-01-to-2026-03-03.csv");
    const lines = readFileSync(await download.path(), "utf8").split("\r\n");
    expect(lines[0]).to.equal("id,type,occurred_at,recorded_at,card_id,employee_id,holder,gate_id,area,reason");
    expect(lines[3]).to.equal(
      "denied-12:31,denied,2026-03-02T12:31:00.000Z,2026-03-02T12:31:00.000Z,C-1,E-1,,lab-1,lab,area-full",
    );
    expect(lines).to.have.length(EVENTS.length + 2);
  });

  it("cancels a query, here and in the backend", async () => {
    underTest.backend.looks = [{ state: "running" }];
    const page = await open();
    await ask(page);
    await page.getByText("Searching the archive…").waitFor();
    await browser.keep(page, "portal-running");

    const cancelled = page.waitForResponse((response) => response.request().method() === "DELETE");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Cancelled. Nothing was changed.").waitFor();
    await cancelled;

    expect(underTest.backend.asked.map(({ route }) => route)).to.include("DELETE /queries/query-1");
  });

  it("says why a query failed, and asks again when it is told to", async () => {
    underTest.backend.looks = [{ state: "failed", reason: "Bytes scanned limit was exceeded" }];
    const page = await open();
    await ask(page);
    await page.getByText("Bytes scanned limit was exceeded").waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await browser.keep(page, "portal-query-failed");

    underTest.backend.looks = [{ state: "succeeded", events: EVENTS }];
    await page.getByRole("button", { name: "Try again" }).click();

    await page.getByRole("heading", { name: "Events of Ada Lovelace (E-1)" }).waitFor();
  });

  it("says when nothing happened", async () => {
    underTest.backend.looks = [{ state: "succeeded", events: [] }];
    const page = await open();
    await ask(page);

    await page.getByText("Nothing happened with cards of Ada Lovelace (E-1) on these days.").waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
  });

  it("fetches all pages of events, and shows the table page by page", async () => {
    const at = (hour: number, minute: number) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
    const many = Array.from({ length: 120 }, (_, n) =>
      eventAt(at(8 + Math.floor(n / 60), n % 60), n % 2 === 0 ? "entered" : "left"),
    );
    underTest.backend.looks = [{ state: "succeeded", events: many.slice(0, 70), next: "page-2" }];
    underTest.backend.eventPages = { "page-2": { state: "succeeded", events: many.slice(70) } };
    const page = await open();
    await ask(page);
    await page.getByText("120 events").first().waitFor();

    expect(await page.locator(".events tbody tr").count()).to.equal(50);
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("button", { name: "Next" }).click();
    await until(async () => (await page.locator(".events tbody tr").count()) === 20);
  });

  it("asks for an employee and sensible days", async () => {
    const page = await open();
    const show = page.getByRole("button", { name: "Show events" });

    await show.click();
    await page.getByText("Choose an employee from the list.").waitFor();
    await page.locator("[name=employee]:focus").waitFor();

    await ask(page);
    await page.getByLabel("First day").fill("2025-01-01");
    await show.click();
    await page.getByText("Choose at most 92 days.").waitFor();
    await page.locator("[name=to]:focus").waitFor();
  });

  it("fits a phone", async () => {
    const page = await open({ width: 360, height: 740 });
    await ask(page);
    await page.getByRole("heading", { name: "Events of Ada Lovelace (E-1)" }).waitFor();

    expect(await accessibilityProblems(page)).to.deep.equal([]);
    await browser.keep(page, "portal-events-phone");
  });
});
