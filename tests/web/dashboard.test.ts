import { expect } from "chai";
import type { Page } from "playwright-core";
import { describeInBrowser } from "../support/browser";
import { bodyOf, type DashboardUnderTest, dashboardUnderTest, metricWidget, NOON } from "./dashboardUnderTest";

const INVOCATIONS = ["AWS/Lambda", "Invocations", "FunctionName", "f"];
const ERRORS = ["AWS/Lambda", "Errors", "FunctionName", "f"];
const TRAFFIC = bodyOf(
  metricWidget(
    [
      [...INVOCATIONS, { stat: "Sum", id: "all" }],
      [...ERRORS, { stat: "Sum", id: "bad", yAxis: "right" }],
    ],
    {
      title: "Requests",
      annotations: { horizontal: [{ value: 100, label: "limit" }] },
    },
  ),
  metricWidget([["AWS/Lambda", "Duration", "FunctionName", "f", { stat: "p99" }]], {
    title: "Durations",
    view: "singleValue",
  }),
  metricWidget([["AWS/Billing", "EstimatedCharges", "Currency", "USD"]], { title: "Charges", view: "singleValue" }),
  {
    type: "text",
    width: 24,
    properties: { markdown: "# About\nSee [docs](https://example.com) <b>&amp;</b> **now**\n\n- one\n- `two`" },
  },
);

describeInBrowser("the dashboard page", (browser) => {
  let underTest: DashboardUnderTest;

  beforeEach(async () => {
    underTest = await dashboardUnderTest();
    for (const [minutesAgo, invocations, errors] of [
      [3, 5, 0],
      [2, 120, 4],
      [1, 40, 1],
    ] as const) {
      const timestamp = NOON - minutesAgo * 60_000;
      const put = (metricName: string, value: number) =>
        underTest.metrics.put({
          namespace: "AWS/Lambda",
          metricName,
          dimensions: { FunctionName: "f" },
          value,
          timestamp,
        });
      put("Invocations", invocations);
      put("Errors", errors);
      put("Duration", minutesAgo * 100);
    }
    underTest.dashboards.put("traffic", TRAFFIC);
  });

  afterEach(() => underTest.stop());

  const rowsOf = (page: Page) =>
    page
      .locator("tbody tr")
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  const lit = (page: Page) =>
    page
      .locator(".chart canvas")
      .first()
      .evaluate((node) => {
        const canvas = node as unknown as {
          width: number;
          height: number;
          getContext(kind: "2d"): { getImageData(...area: number[]): { data: Uint8ClampedArray } };
        };
        return canvas
          .getContext("2d")
          .getImageData(0, 0, canvas.width, canvas.height)
          .data.some((value) => value !== 0);
      });

  it("shows charts with their numbers, large numbers, what has no data, and text that stays text", async () => {
    const page = await browser.open(`${underTest.url}traffic?range=300`);
    await page.getByRole("row").nth(2).waitFor();

    expect(await page.title()).to.equal("traffic – dashboard");
    expect(await page.getByRole("heading").allTextContents()).to.deep.equal([
      "traffic",
      "Requests",
      "Durations",
      "Charges",
      "About",
    ]);
    expect(await rowsOf(page)).to.deep.equal([
      ["Invocations Sum", "40", "5", "120"],
      ["Errors Sum", "1", "0", "4"],
    ]);
    expect(await lit(page)).to.equal(true);
    expect(await page.locator("dd").allTextContents()).to.deep.equal(["100", "–"]);
    expect(await page.getByText("There are no charges here").isVisible()).to.equal(true);
    expect(await page.locator(".widget p", { hasText: "See docs" }).textContent()).to.equal(
      "See docs <b>&amp;</b> now",
    );
    expect(await page.getByRole("link", { name: "docs" }).getAttribute("href")).to.equal("https://example.com");
    await browser.keep(page, "dashboard");
  });

  it("follows what happens", async () => {
    const page = await browser.open(`${underTest.url}traffic?range=300`);
    await page.getByRole("cell", { name: "120" }).waitFor();

    underTest.metrics.put({
      namespace: "AWS/Lambda",
      metricName: "Invocations",
      dimensions: { FunctionName: "f" },
      value: 333,
    });

    await page.getByRole("cell", { name: "333" }).first().waitFor();
    expect((await rowsOf(page))[0]).to.deep.equal(["Invocations Sum", "333", "5", "333"]);
  });

  it("tells the values of a moment to a keyboard", async () => {
    const page = await browser.open(`${underTest.url}traffic?range=300`);
    const chart = page.getByRole("group", { name: /^Requests, a chart/ });
    await chart.focus();

    // The last period is the one that has just begun.
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");

    await page.getByText("At 11:58:00, for 60 s").waitFor();
    expect((await rowsOf(page)).map((row) => row[1])).to.deep.equal(["120", "4"]);
    await page.keyboard.press("Escape");
    await page.getByRole("columnheader", { name: "latest" }).waitFor();
  });

  it("lets its reader choose time and period, and stand still", async () => {
    const page = await browser.open(`${underTest.url}traffic`);

    await page.getByLabel("Shows the last").selectOption("300");
    await page.getByLabel("in periods").selectOption("1");
    await page.getByRole("button", { name: "Pause" }).click();

    expect(new URL(page.url()).search).to.equal("?range=300&period=1");
    expect(await page.getByRole("button", { name: "Pause" }).getAttribute("aria-pressed")).to.equal("true");
  });

  it("fits a phone", async () => {
    const page = await browser.open(`${underTest.url}traffic?range=300`, { width: 360, height: 740 });
    await page.getByRole("row").nth(2).waitFor();

    const [wide, seen] = await page.evaluate<[number, number]>("[document.documentElement.scrollWidth, innerWidth]");
    expect(wide).to.equal(seen);
    await browser.keep(page, "dashboard-phone");
  });

  it("says that there is no such dashboard, and lists those there are", async () => {
    const missing = await browser.open(`${underTest.url}nothing`);
    await missing.getByRole("alert").waitFor();
    expect(await missing.getByRole("alert").textContent()).to.equal('There is no dashboard "nothing".');

    await missing.getByRole("link", { name: "All dashboards" }).click();
    await missing.getByRole("link", { name: "traffic" }).click();

    await missing.getByRole("heading", { name: "Requests" }).waitFor();
  });

  it("says when a dashboard has no widgets, and when nothing has data", async () => {
    underTest.dashboards.put("bare", bodyOf());
    underTest.dashboards.put("quiet", bodyOf(metricWidget([["AWS/SQS", "NumberOfMessagesSent"]], { title: "Sent" })));

    const bare = await browser.open(`${underTest.url}bare`);
    await bare.getByText("This dashboard has no widgets.").waitFor();
    const quiet = await browser.open(`${underTest.url}quiet`);
    await quiet.getByText("No data in this time.").waitFor();
  });

  it("says when the local cloud has gone, and goes on when a definition changes", async () => {
    const page = await browser.open(`${underTest.url}traffic?range=300`);
    await page.getByRole("heading", { name: "Requests" }).waitFor();

    underTest.dashboards.put("traffic", bodyOf(metricWidget([[...INVOCATIONS]], { title: "Calls" })));
    await page.getByRole("heading", { name: "Calls" }).waitFor();
    expect(await page.getByRole("heading", { name: "Requests" }).count()).to.equal(0);

    await underTest.stop();
    await page.getByText("The local cloud does not answer").waitFor();
    underTest = await dashboardUnderTest();
  });
});
