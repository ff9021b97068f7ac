import { expect } from "chai";
import { bodyOf, type DashboardUnderTest, dashboardUnderTest } from "../../web/dashboardUnderTest";

describe("createDashboardPages", () => {
  let underTest: DashboardUnderTest;

  before(async () => {
    underTest = await dashboardUnderTest();
    underTest.dashboards.put("traffic", bodyOf());
  });

  after(() => underTest.stop());

  for (const [path, status, type] of [
    ["", 200, "text/html; charset=utf-8"],
    ["traffic", 200, "text/html; charset=utf-8"],
    ["traffic/data?range=60", 200, "application/json; charset=utf-8"],
    ["page.js", 200, "text/javascript; charset=utf-8"],
    ["page.css", 200, "text/css; charset=utf-8"],
    ["names.json", 200, "application/json; charset=utf-8"],
    ["nothing", 404, "text/html; charset=utf-8"],
    ["nothing/data", 404, "application/json; charset=utf-8"],
    ["traffic/data?range=10801", 400, "application/json; charset=utf-8"],
    ["traffic/data?period=0.5", 400, "application/json; charset=utf-8"],
    ["traffic/other", 404, "text/plain; charset=utf-8"],
    ["traffic/data/more", 404, "text/plain; charset=utf-8"],
  ] as const) {
    it(`answers ${path || "/"} with ${status}`, async () => {
      const response = await fetch(underTest.url + path);
      await response.arrayBuffer();

      expect([response.status, response.headers.get("content-type")]).to.deep.equal([status, type]);
    });
  }

  it("lets the page load nothing from elsewhere", async () => {
    const response = await fetch(underTest.url);

    expect(response.headers.get("content-security-policy")).to.contain("default-src 'none'; script-src 'self'");
    expect(response.headers.get("x-content-type-options")).to.equal("nosniff");
    await response.arrayBuffer();
  });
});
