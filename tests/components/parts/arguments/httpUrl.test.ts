import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { httpUrl } from "../../../../components/parts/arguments/httpUrl";
import { runProgram } from "../../../support/program";

const SUBJECT = { component: "WebhookQueue", name: "hooks" };

/** Runs a program whose URL is known at deployment only, and returns its errors. */
async function errorsOf(url: string): Promise<readonly string[]> {
  const run = await runProgram(() => {
    new aws.sqs.Queue("queue", { policy: httpUrl(SUBJECT, "externalApiUrl", pulumi.output(url)).url });
  });
  return run.errors;
}

describe("httpUrl", () => {
  for (const [url, port] of [
    ["https://api.example.com", 443],
    ["HTTPS://api.example.com/in?a=b", 443],
    ["https://api.example.com:443", 443],
    ["https://api.example.com:8443/@me", 8443],
    ["http://api.example.com", 80],
    ["http://[2001:db8::1]:8080/in", 8080],
  ] as const) {
    it(`finds port ${port} in ${url}, and leaves the URL as it is`, () => {
      expect(httpUrl(SUBJECT, "externalApiUrl", url)).to.deep.equal({ url, port });
    });
  }

  for (const [url, shown] of [
    ["api.example.com", "api.example.com"],
    ["ftp://me:pa55word@example.com", "ftp://...@example.com"],
    ["https://", "https://"],
    ["https:api.example.com", "https:api.example.com"],
    ["https://me:pa55/word@example.com", "https://...@example.com"],
    ["me:pa55word@example.com", "...@example.com"],
    ["https://example.com:99999", "https://example.com:99999"],
  ] as const) {
    it(`refuses ${url} as no URL of a web server, and shows no password`, () => {
      expect(() => httpUrl(SUBJECT, "externalApiUrl", url)).to.throw(
        `WebhookQueue "hooks": externalApiUrl must be an http or https URL, got ${JSON.stringify(shown)}`,
      );
    });
  }

  for (const credentials of ["me:pa55word", "me", ":pa55word", "m%40e:pa%2F55"]) {
    it(`refuses ${credentials} in a URL, as fetch does, and does not show it`, () => {
      const url = `https://${credentials}@api.example.com/in`;

      expect(() => new Request(url)).to.throw("includes credentials");
      expect(() => httpUrl(SUBJECT, "externalApiUrl", url)).to.throw(
        'externalApiUrl must be a URL without user and password, with which no request can be made and which would be logged, got "https://...@api.example.com/in"',
      );
    });
  }

  it("takes an output at port 443, or on the machine itself", async () => {
    expect(httpUrl(SUBJECT, "externalApiUrl", pulumi.output("https://api.example.com")).port).to.equal(443);
    expect(await errorsOf("https://api.example.com")).to.deep.equal([]);
    expect(await errorsOf("http://127.0.0.1:4510/execute-api/abcde")).to.deep.equal([]);
  });

  for (const url of ["http://api.example.com", "https://api.example.com:8443"]) {
    it(`refuses ${url} as an output: no rule can open a port that is not known yet`, async () => {
      expect(await errorsOf(url)).to.deep.equal([
        'error serializing property "policy": WebhookQueue "hooks": externalApiUrl must be at port 443 where it is an output: ' +
          `give a plain text, whose port can be opened, got "${url}"`,
      ]);
    });
  }
});
