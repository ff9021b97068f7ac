import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { readLocalAccess, removeLocalAccess, writeLocalAccess } from "../../cli/localAccess";
import { silentReport } from "../../local/base/report";
import { createIam } from "../../local/iam/createIam";

describe("the access to the local cloud", () => {
  let folder: string;

  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), "sluice-access-")), ".sluice");
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

  it("is what a client needs, for the eyes of one user", () => {
    const iam = createIam({ report: silentReport });

    writeLocalAccess(folder, { edgeUrl: "http://127.0.0.1:4510", iam, rds: { caFile: "/certificates/authority.pem" } });

    const access = readLocalAccess(folder);
    const { accessKeyId, sessionToken } = access.credentials;
    expect(access).to.deep.equal({
      endpoint: "http://127.0.0.1:4510",
      region: "us-east-1",
      credentials: iam.operator,
      databaseAuthorityFile: "/certificates/authority.pem",
    });
    expect(iam.principalOf(accessKeyId, sessionToken).kind).to.equal("operator");
    expect(statSync(path.join(folder, "access.json")).mode & 0o777).to.equal(0o600);
  });

  it("ends with the cloud", () => {
    const iam = createIam({ report: silentReport });
    writeLocalAccess(folder, { edgeUrl: "http://127.0.0.1:4510", iam, rds: { caFile: undefined } });

    removeLocalAccess(folder);
    removeLocalAccess(folder);

    expect(() => readLocalAccess(folder)).to.throw(
      "no local cloud runs here: start one in another terminal (npm start), or pass --stack NAME",
    );
  });
});
