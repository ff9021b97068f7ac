import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { webUrl } from "../../../../components/parts/arguments/webUrl";

function urlOf(host: string): Promise<string> {
  return new Promise((resolve) => {
    webUrl(pulumi.output(host)).apply(resolve);
  });
}

describe("webUrl", () => {
  for (const [host, url] of [
    ["d111111abcdef8.cloudfront.net", "https://d111111abcdef8.cloudfront.net"],
    [
      "cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123xyz",
      "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123xyz",
    ],
    ["localhost", "http://localhost"],
    ["LocalHost:4566", "http://LocalHost:4566"],
    ["127.0.0.1:4510/cognito-idp/us-east-1_AbC123xyz", "http://127.0.0.1:4510/cognito-idp/us-east-1_AbC123xyz"],
    ["[::1]:8080", "http://[::1]:8080"],
    ["cards.localhost:8080/index.html", "http://cards.localhost:8080/index.html"],
  ] as const) {
    it(`reaches ${host} at ${url}`, async () => {
      const reached = await urlOf(host);

      expect(reached).to.equal(url);
    });
  }

  for (const [what, host] of [
    ["only begins as one of this machine's does", "localhost.example.com"],
    ["only ends as one of this machine's does", "notlocalhost"],
    ["has one of this machine's in its path", "example.com/x.localhost"],
    ["begins as an address of this machine does", "127.0.0.1.example.com"],
  ] as const) {
    it(`insists on TLS where a name ${what}`, async () => {
      const reached = await urlOf(host);

      expect(reached).to.equal(`https://${host}`);
    });
  }
});
