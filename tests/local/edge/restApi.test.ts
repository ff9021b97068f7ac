import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import type { RestRoutes } from "../../../local/edge/awsService";
import { parseRestCall } from "../../../local/edge/restApi";
import { restError, restReply } from "../../../local/edge/restReply";

const ROUTES: RestRoutes = {
  CreateWithTags: { method: "POST", path: "/functions?WithTags" },
  Tag: { method: "POST", path: "/tags?Operation=Tag" },
  Create: { method: "POST", path: "/functions", status: 201 },
  Delete: { method: "DELETE", path: "/functions/{Name}", status: 204 },
  Invoke: { method: "POST", path: "/functions/{Name}/invocations", payload: "Payload", headers: { "x-type": "Type" } },
  Untag: { method: "DELETE", path: "/tags/{Arn+}", lists: ["tagKeys"] },
};

describe("a REST API in JSON", () => {
  const read = (method: string, url: string, body = "", headers = {}) =>
    parseRestCall(ROUTES, { method, url, headers }, Buffer.from(body));

  it("reads a body, labels of the path and the query", () => {
    expect(read("POST", "/functions", '{"Name":"a"}')).to.deep.equal({ operation: "Create", params: { Name: "a" } });
    expect(read("DELETE", "/functions/a%3Ab?Qualifier=1")).to.deep.equal({
      operation: "Delete",
      params: { Name: "a:b", Qualifier: "1" },
    });
  });

  it("tells operations of one path apart by what their query says", () => {
    expect(read("POST", "/functions?WithTags").operation).to.equal("CreateWithTags");
    expect(read("POST", "/functions?Other").operation).to.equal("Create");
    expect(read("POST", "/tags?Resource=a&Operation=Tag").operation).to.equal("Tag");
    expect(() => read("POST", "/tags?Operation=Untag")).to.throw(AwsError, "does not run POST /tags");
  });

  it("keeps a label with slashes, and a parameter that stands several times", () => {
    expect(read("DELETE", "/tags/a/b?tagKeys=x&tagKeys=y").params).to.deep.equal({ Arn: "a/b", tagKeys: ["x", "y"] });
  });

  it("hands a payload on as it is, with parameters in headers", () => {
    expect(read("POST", "/functions/a/invocations", "[1", { "x-type": "Event" })).to.deep.equal({
      operation: "Invoke",
      params: { Name: "a", Type: "Event", Payload: Buffer.from("[1") },
    });
  });

  it("refuses a path that no operation has, and a body that is no object", () => {
    expect(() => read("GET", "/functions")).to.throw(AwsError, "does not run GET /functions");
    expect(() => read("POST", "/functions", "[]")).to.throw(AwsError, "must be a JSON object");
  });

  it("answers with the operation's status, and without a body where it is 204", () => {
    const created = restReply(ROUTES, "Create", { Name: "a" });
    const deleted = restReply(ROUTES, "Delete", {});

    expect([created.status, created.body.toString()]).to.deep.equal([201, '{"Name":"a"}']);
    expect([deleted.status, deleted.body.toString()]).to.deep.equal([204, ""]);
  });

  it("names an error in a header", () => {
    const { status, headers, body } = restError(new AwsError("ResourceConflictException", "it is there", 409));

    expect([status, headers["x-amzn-errortype"]]).to.deep.equal([409, "ResourceConflictException"]);
    expect(JSON.parse(body.toString())).to.deep.include({ Type: "User", message: "it is there" });
  });
});
