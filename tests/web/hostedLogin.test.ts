import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { ANN, CLIENT, PoolUnderTest } from "../local/cognito/poolUnderTest";
import { describeInBrowser } from "../support/browser";

describeInBrowser("the hosted login page", (browser) => {
  let underTest: PoolUnderTest;
  let app: Server;
  let callback: string;

  before(async () => {
    app = createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<title>The app</title>");
    }).listen(0, "127.0.0.1");
    await once(app, "listening");
    callback = `http://localhost:${(app.address() as AddressInfo).port}/callback`;
    underTest = await PoolUnderTest.start();
    underTest.cognito.putClient({ ...CLIENT, callbackUrls: [callback] });
    await underTest.addUser({ username: "bob", password: "Temporary-1", sub: "bob" }, { permanent: false });
  });
  after(async () => {
    app.close();
    app.closeAllConnections();
    await underTest.stop();
  });

  const open = (size?: { width: number; height: number }) =>
    browser.open(underTest.authorizeUrl({ redirect_uri: callback }), size);

  it("signs in by keyboard alone, and goes back to the app", async () => {
    const page = await open();
    await page.locator("#username:focus").waitFor();

    await page.keyboard.type(ANN.username);
    await page.keyboard.press("Tab");
    await page.keyboard.type(ANN.password);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${callback}?**`);

    const url = new URL(page.url());
    expect([await page.title(), url.searchParams.get("state")]).to.deep.equal(["The app", "s-1"]);
    expect(url.searchParams.get("code")).to.match(/^[\w-]{43}$/);
  });

  it("says what was wrong where it is read out, keeps the name, and asks for the password", async () => {
    const page = await open();
    await page.getByLabel("Username").fill("ann");
    await page.getByLabel("Password").fill("wrong");

    await page.getByRole("button", { name: "Sign in" }).click();
    const alert = await page.getByRole("alert").textContent();
    await browser.keep(page, "hosted-login-error");

    expect([alert, await page.title()]).to.deep.equal(["Incorrect username or password.", "Error: Sign in"]);
    expect(await page.getByLabel("Username").inputValue()).to.equal("ann");
    await page.locator("#password:focus").waitFor();
  });

  it("has a temporary password changed, on a phone's width", async () => {
    const page = await open({ width: 320, height: 640 });
    await page.getByLabel("Username").fill("bob");
    await page.getByLabel("Password").fill("Temporary-1");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.locator("#new_password:focus").waitFor();
    const width = await page.evaluate("document.documentElement.scrollWidth");
    await browser.keep(page, "hosted-login-new-password");

    await page.getByLabel("New password").fill("My-Own-Word-2");
    await page.getByLabel("The same again").fill("My-Own-Word-2");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.waitForURL(`${callback}?**`);

    expect(width).to.equal(320);
    expect(await page.title()).to.equal("The app");
  });

  it("obeys its own policy: nothing is blocked, and its style is there", async () => {
    const complaints: string[] = [];
    const page = await open({ width: 375, height: 700 });
    page.on("console", (message) => complaints.push(message.text()));
    await page.reload();
    await browser.keep(page, "hosted-login");

    const radius = await page.evaluate("getComputedStyle(document.querySelector('button')).borderRadius");

    expect([radius, complaints]).to.deep.equal(["8px", []]);
  });
});
