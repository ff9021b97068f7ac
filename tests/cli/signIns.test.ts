import { expect } from "chai";
import { signIns } from "../../cli/signIns";

const user = (username: string, more: object = {}) => ({
  type: "aws:cognito/user:User",
  state: { userPoolId: "p", username, ...more },
});
const member = (username: string, groupName: string, userPoolId = "p") => ({
  type: "aws:cognito/userInGroup:UserInGroup",
  state: { userPoolId, username, groupName },
});

describe("the local sign-ins", () => {
  it("name everybody's password and groups", () => {
    const lines = signIns([
      user("hr@example.com", { password: "Local-1!" }),
      user("guest@example.com", { password: "Local-2!" }),
      member("hr@example.com", "hr"),
      member("hr@example.com", "auditor"),
      member("guest@example.com", "hr", "another-pool"),
    ]);

    expect(lines).to.deep.equal([
      "sign in as hr@example.com with Local-1! (hr, auditor)",
      "sign in as guest@example.com with Local-2! (no group)",
    ]);
  });

  it("leave out who has no password of the program's", () => {
    expect(signIns([user("ada@example.com", { temporaryPassword: "x" })])).to.deep.equal([]);
  });
});
