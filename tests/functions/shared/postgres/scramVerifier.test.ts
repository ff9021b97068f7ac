import { expect } from "chai";
import { scramVerifier } from "../../../../functions/shared/postgres/scramVerifier";

describe("scramVerifier", () => {
  it("is made of salt and keys as RFC 7677's example exchange has them", () => {
    const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");

    // The exchange's proof is that of this stored key, and its server signature that of this server key.
    expect(scramVerifier("pencil", salt)).to.equal(
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
    );
  });

  it("differs each time, and does not hold the password", () => {
    expect(scramVerifier("pencil")).not.to.equal(scramVerifier("pencil"));
    expect(scramVerifier("pencil")).not.to.contain("pencil");
  });

  it("takes spaces, invisible characters and compatible forms for what clients take them for", () => {
    const salt = Buffer.alloc(16);

    expect(scramVerifier("a\u00A0b\u00AD\uFB01", salt)).to.equal(scramVerifier("a bfi", salt));
  });
});
