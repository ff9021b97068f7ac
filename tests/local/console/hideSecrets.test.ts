import { expect } from "chai";
import fc from "fast-check";
import { hideSecrets } from "../../../local/console/hideSecrets";

const SECRET = "s3cr3t-vaLue";
const NAMES = [
  "password",
  "masterUserPassword",
  "SecretString",
  "x-api-key",
  "authorization",
  "sessionToken",
  "PIN",
  "pin",
  "pickUpPin",
  "API_KEY",
];

describe("hideSecrets", () => {
  it("hides values by the names of their members, and no others", () => {
    expect(hideSecrets('{"user":"ann","Password" : "a\\"b","n":1}')).to.equal(
      '{"user":"ann","Password" : "[hidden]","n":1}',
    );
    expect(
      hideSecrets('{"SecretId":"db","secretArn":"arn","TokenType":"Bearer","mapping":"x","Pinned":"y","spin":"z"}'),
    ).to.equal('{"SecretId":"db","secretArn":"arn","TokenType":"Bearer","mapping":"x","Pinned":"y","spin":"z"}');
  });

  it("lets no secret through, however deep a text of JSON is in others, and wherever it is cut off", () => {
    const names = fc.constantFrom(...NAMES);
    fc.assert(
      fc.property(names, fc.nat(3), fc.string(), fc.nat(), (name, levels, beside, cut) => {
        let text = JSON.stringify({ beside, [name]: `${beside}${SECRET}${beside}`, after: beside });
        for (let level = 0; level < levels; level++) text = JSON.stringify({ body: text, other: beside });
        const shown = text.slice(0, cut % (text.length + 1));
        expect(hideSecrets(text)).to.not.contain(SECRET);
        expect(hideSecrets(shown)).to.not.contain(SECRET);
      }),
      { numRuns: 500 },
    );
  });
});
