import { expect } from "chai";
import { parseRouteKey } from "../../../local/http/routeKey";
import { candidate, decodePath, selectRoute } from "../../../local/http/selectRoute";

/** The routes of the example in "Create routes for HTTP APIs in API Gateway", in an order that gives no hint. */
const DOCUMENTED = ["$default", "ANY /{proxy+}", "GET /pets/{proxy+}", "GET /pets/dog/{id}", "GET /pets/dog/1"];

function selected(keys: readonly string[], method: string, path: string): string {
  const routes = keys.map((routeKey) => candidate({ routeKey }));
  const selection = selectRoute(routes, method, decodePath(path) ?? []);
  return selection === undefined ? "none" : `${selection.route.routeKey} ${JSON.stringify(selection.pathParameters)}`;
}

describe("selectRoute", () => {
  const cases: [keys: readonly string[], method: string, path: string, expected: string][] = [
    [DOCUMENTED, "GET", "/pets/dog/1", "GET /pets/dog/1 {}"],
    [DOCUMENTED, "GET", "/pets/dog/2", 'GET /pets/dog/{id} {"id":"2"}'],
    [DOCUMENTED, "GET", "/pets/cat/1", 'GET /pets/{proxy+} {"proxy":"cat/1"}'],
    [DOCUMENTED, "POST", "/test/5", 'ANY /{proxy+} {"proxy":"test/5"}'],
    [DOCUMENTED, "POST", "/pets/dog/1", 'ANY /{proxy+} {"proxy":"pets/dog/1"}'],
    [DOCUMENTED, "GET", "/", "$default {}"],
    [["ANY /a", "GET /a"], "GET", "/a", "GET /a {}"],
    [["ANY /a", "GET /a"], "PUT", "/a", "ANY /a {}"],
    [["GET /{x}/b", "GET /a/{y}"], "GET", "/a/b", 'GET /a/{y} {"y":"b"}'],
    [["ANY /a/{id}", "GET /a/{proxy+}"], "GET", "/a/1", 'ANY /a/{id} {"id":"1"}'],
    [["GET /{proxy+}", "GET /a/{proxy+}"], "GET", "/a/b", 'GET /a/{proxy+} {"proxy":"b"}'],
    [["GET /a"], "POST", "/a", "none"],
    [["GET /a"], "GET", "/a/", "none"],
    [["GET /a"], "GET", "/A", "none"],
    [["GET /a/{id}"], "GET", "/a/", "none"],
    [["GET /a/{proxy+}"], "GET", "/a", "none"],
    [["GET /"], "GET", "/", "GET / {}"],
    [["GET /a/{id}"], "GET", "/a/caf%C3%A9%20x+y", 'GET /a/{id} {"id":"café x+y"}'],
  ];

  for (const [keys, method, path, expected] of cases) {
    it(`sends ${method} ${path} among ${keys.join(", ")} to ${expected}`, () => {
      expect(selected(keys, method, path)).to.equal(expected);
    });
  }

  it("finds no path in a malformed percent sequence", () => {
    expect(decodePath("/a/%zz")).to.equal(undefined);
  });
});

describe("parseRouteKey", () => {
  for (const key of ["", "GET", "GET orders", "get /orders", "FETCH /orders", "GET /a b", "GET  /a"]) {
    it(`refuses ${JSON.stringify(key)}`, () => {
      expect(() => parseRouteKey(key)).to.throw(`got "${key}"`);
    });
  }

  it("refuses a greedy variable that is not last", () => {
    expect(() => parseRouteKey("GET /{proxy+}/a")).to.throw("must be the last part of the path");
  });
});
