import { PublishCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";
import { type SnsUnderTest, startSns, TOPIC_ARN } from "../local/sns/support";
import { describeInBrowser } from "../support/browser";

describeInBrowser("the mailbox page", (browser) => {
  let underTest: SnsUnderTest;

  before(async () => {
    underTest = await startSns();
    underTest.subscribe({ protocol: "email", endpoint: "ann@example.com" });
  });
  after(() => underTest.close());

  const mail = async (Subject: string, Message: string) => {
    await underTest.client.send(new PublishCommand({ TopicArn: TOPIC_ARN, Subject, Message }));
    await underTest.sns.delivered();
  };

  it("shows mails with markup as text, and follows their links", async () => {
    await mail(
      "A decision is needed",
      `Approve it: ${underTest.edge.url}/_local/mailbox.json?x=1&y=2. <img src=x onerror=alert(1)>`,
    );

    const page = await browser.open(`${underTest.edge.url}/_local/mailbox`);
    const article = page.locator("article").first();
    const shown = await article.textContent();
    await browser.keep(page, "mailbox");
    await article.locator("a").click();
    await page.waitForURL("**/_local/mailbox.json?**");

    expect(shown).to.contain("A decision is needed");
    expect(shown).to.contain("<img src=x onerror=alert(1)>");
    expect(page.url()).to.equal(`${underTest.edge.url}/_local/mailbox.json?x=1&y=2`);
  });

  it("has the newest mail first, and fits a phone", async () => {
    await mail("Later", `${"long".repeat(100)} and more`);

    const page = await browser.open(`${underTest.edge.url}/_local/mailbox`, { width: 375, height: 700 });
    const [first] = await page.locator("article h2").allInnerTexts();
    const width = await page.evaluate("document.documentElement.scrollWidth");

    expect(first).to.equal("Later");
    expect(width).to.be.at.most(375);
  });
});
