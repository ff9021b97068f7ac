import { expect } from "chai";
import { columnsOf, plainItem, searchOf, type TableLine } from "../../../../web/console/logic/items";
import {
  barsOf,
  beside,
  type Hop,
  type KeptHop,
  type KeptJourney,
  keptWith,
} from "../../../../web/console/logic/journey";
import { lineOf } from "../../../../web/console/logic/logLine";
import { type MapData, partOf, shapeOf, trafficWords } from "../../../../web/console/logic/mapData";
import { layOut, NODE_HEIGHT, NODE_WIDTH } from "../../../../web/console/logic/mapLayout";
import { draftOf, gapsIn, headersOf, type RouteLine } from "../../../../web/console/logic/requests";
import { hrefOf, routeAt } from "../../../../web/console/logic/route";
import { laidOut, spanOf } from "../../../../web/console/logic/words";

const TABLE: TableLine = {
  ...{ label: "t", name: "t", items: 0, bytes: 0, hasStream: false },
  keys: [
    { AttributeName: "id", KeyType: "HASH" },
    { AttributeName: "at", KeyType: "RANGE" },
  ],
  attributes: [
    { AttributeName: "id", AttributeType: "S" },
    { AttributeName: "at", AttributeType: "N" },
    { AttributeName: "name", AttributeType: "S" },
  ],
  indexes: [
    {
      IndexName: "names",
      KeySchema: [
        { AttributeName: "at", KeyType: "HASH" },
        { AttributeName: "name", KeyType: "RANGE" },
      ],
    },
  ],
};

describe("addresses of the console's pages", () => {
  it("lead to the thing that they name, whatever its name", () => {
    for (const name of ["/aws/lambda/f", "a b", "100 %", "#/x"]) {
      expect(routeAt(hrefOf("logs", name))).to.deep.equal({ page: "logs", name });
    }
  });

  it("lead to the first page where they name none", () => {
    for (const hash of ["", "#", "#/nothing/x", "#/constructor"]) expect(routeAt(hash)).to.deep.equal({ page: "map" });
    expect(routeAt("#/queues/%")).to.deep.equal({ page: "queues", name: "%" });
  });
});

describe("a search in a table", () => {
  it("scans without a key, and queries by a text's beginning or an equal number", () => {
    expect(searchOf(TABLE, { index: "", key: "", range: "7" })).to.deep.equal({
      operation: "Scan",
      params: { TableName: "t" },
    });
    expect(searchOf(TABLE, { index: "", key: "a", range: "7" }).params).to.deep.include({
      KeyConditionExpression: "#h = :h AND #r = :r",
      ExpressionAttributeValues: { ":h": { S: "a" }, ":r": { N: "7" } },
    });
    expect(searchOf(TABLE, { index: "names", key: "7", range: "An" }).params).to.deep.equal({
      ...{ TableName: "t", IndexName: "names" },
      KeyConditionExpression: "#h = :h AND begins_with(#r, :r)",
      ExpressionAttributeNames: { "#h": "at", "#r": "name" },
      ExpressionAttributeValues: { ":h": { N: "7" }, ":r": { S: "An" } },
    });
  });

  it("shows keys first, then what most items have, and numbers as they were written", () => {
    const items = [{ b: { S: "1" }, a: { S: "2" } }, { a: { S: "3" } }];
    expect(columnsOf(TABLE.keys, items)).to.deep.equal(["id", "at", "a", "b"]);
    expect(columnsOf(TABLE.keys, items, 3)).to.deep.equal(["id", "at", "a"]);
    expect(
      plainItem({ n: { N: "12345678901234567890" }, m: { M: { l: { L: [{ N: "1" }, { NULL: true }] } } } }),
    ).to.deep.equal({ n: "12345678901234567890", m: { l: [1, null] } });
  });
});

describe("a waterfall", () => {
  it("lays hops out under each other by their parents, and over the time of all", () => {
    const hop = (id: string, at: number, ms: number | undefined, parent?: string) =>
      ({ id, at, ...(ms !== undefined && { ms }), ...(parent && { parent }) }) as Hop;

    const bars = barsOf([hop("a", 1000, 100), hop("b", 1050, 50, "a"), hop("c", 1100, undefined, "b")], 1200);

    expect([...bars.values()]).to.deep.equal([
      { depth: 0, from: 0, share: 0.5 },
      { depth: 1, from: 0.25, share: 0.25 },
      { depth: 2, from: 0.5, share: 0.5 },
    ]);
  });
});

describe("the map", () => {
  const node = (id: string, system?: string) => ({
    ...{ id, kind: "queue", label: id, name: id, isProblem: false },
    ...(system && { system }),
  });
  const edge = (from: string, to: string) => ({
    ...{ from, to, perSecond: 0, failed: 0, averageMs: 0, isForDeadLetters: false },
  });
  const data: MapData = {
    nodes: [node("a", "one"), node("b", "one"), node("c", "two"), node("d", "two"), node("e")],
    edges: [edge("a", "b"), edge("b", "c"), edge("c", "c")],
  };

  it("is cut down to one system and what that touches", () => {
    const part = partOf(data, "one");
    expect(part.nodes.map(({ id }) => id)).to.deep.equal(["a", "b", "c"]);
    expect(part.edges).to.deep.equal([edge("a", "b"), edge("b", "c")]);
    expect(partOf(data, "")).to.deep.equal(data);
  });

  it("keeps its shape when numbers change", () => {
    const busy = { ...data, edges: data.edges.map((each) => ({ ...each, perSecond: 5 })) };
    expect(shapeOf(busy)).to.equal(shapeOf(data));
    expect(shapeOf({ ...data, edges: [] })).to.not.equal(shapeOf(data));
  });

  it("lays everything out within its system, and nothing over another thing", () => {
    const boxes = layOut(data, 1.5);
    expect(boxes.map(({ system }) => system)).to.have.members(["one", "two", "Without a system"]);
    const things = boxes.flatMap((box) => box.nodes.map(({ x, y }) => ({ x: box.x + x, y: box.y + y })));
    for (const [index, one] of things.entries()) {
      for (const other of things.slice(index + 1)) {
        const apart = Math.abs(one.x - other.x) >= NODE_WIDTH || Math.abs(one.y - other.y) >= NODE_HEIGHT;
        expect(apart, JSON.stringify([one, other])).to.equal(true);
      }
    }
    for (const { width, height, nodes } of boxes) {
      for (const { x, y } of nodes) {
        expect(x + NODE_WIDTH).to.be.at.most(width);
        expect(y + NODE_HEIGHT).to.be.at.most(height);
      }
    }
  });

  it("says how much goes along a line", () => {
    const words = (perSecond: number, failed = 0) => trafficWords({ ...edge("a", "b"), perSecond, failed });
    expect([words(0), words(0.001), words(0.5), words(12.4), words(2, 3)]).to.deep.equal([
      "",
      "1/min",
      "30/min",
      "12/s",
      "2/s\n3 failed",
    ]);
  });
});

describe("two journeys beside each other", () => {
  const hop = (action: string, ms: number, attempt?: number): KeptHop => ({
    ...{ kind: "call", action, caller: "a", target: "b", outcome: "ok", ms },
    ...(attempt !== undefined && { attempt }),
  });

  it("have what did the same in one line, and what only one of them did", () => {
    const pairs = beside(
      [hop("send", 1), hop("receive", 2, 1), hop("receive", 3, 2), hop("send", 4)],
      [hop("send", 10), hop("receive", 20, 1), hop("delete", 30)],
    );

    expect(pairs.map(({ words, here, there }) => [words, here?.ms, there?.ms])).to.deep.equal([
      ["send, a → b", 1, 10],
      ["receive, a → b", 2, 20],
      ["receive, a → b, attempt 2", 3, undefined],
      ["send, a → b", 4, undefined],
      ["delete, a → b", undefined, 30],
    ]);
  });

  it("are kept within bounds, each once, the newest first", () => {
    const journey = (at: number): KeptJourney => ({ name: "POST /", at, ms: 1, hops: [] });
    const kept = [1, 2, 3, 4, 5, 6, 3].reduce<readonly KeptJourney[]>((all, at) => keptWith(all, journey(at)), []);

    expect(kept.map(({ at }) => at)).to.deep.equal([3, 6, 5, 4, 2]);
  });
});

describe("a request to a route", () => {
  const route: RouteLine = { id: "r", label: "r", method: "ANY", path: "/execute-api/a/{id}/x", auth: "token" };

  it("begins with what the route needs", () => {
    expect(draftOf(route)).to.deep.equal({
      method: "POST",
      path: "/execute-api/a/{id}/x",
      headers: "content-type: application/json\nauthorization: Bearer",
      body: "{}",
    });
    expect(draftOf({ ...route, method: "GET", auth: "none" })).to.deep.include({ headers: "", body: "" });
    expect(gapsIn(route.path)).to.deep.equal(["id"]);
  });

  it("has headers of one line each", () => {
    expect(headersOf(" X-A : b:c \n\ncontent-type: text/plain")).to.deep.equal({
      "x-a": "b:c",
      "content-type": "text/plain",
    });
    expect(() => headersOf("nonsense")).to.throw('"nonsense" is no header: write name: value');
  });
});

describe("words of the console", () => {
  it("say spans of time in the unit that says enough", () => {
    const spans = [0, 0.4, 12.4, 999, 1500, 42_000, 180_000, 7_200_000, 259_200_000];
    expect(spans.map(spanOf)).to.deep.equal([
      ...["0 ms", "< 1 ms", "12 ms", "999 ms", "1.5 s", "42 s", "3 min", "2 h", "3 days"],
    ]);
  });

  it("read the level and the text of a line", () => {
    const lines = [
      '{"level":"WARN","message":"slow"}',
      '{"type":"platform.start","record":{"a":1}}',
      "REPORT RequestId: 1",
      "2026-01-01T00:00:00Z\tid\tERROR\tbroken",
      "{nonsense",
    ];
    expect(lines.map(lineOf)).to.deep.equal([
      { level: "WARN", text: "slow" },
      { level: "SYSTEM", text: 'platform.start {"a":1}' },
      { level: "SYSTEM", text: "REPORT RequestId: 1" },
      { level: "ERROR", text: "2026-01-01T00:00:00Z\tid\tERROR\tbroken" },
      { level: "INFO", text: "{nonsense" },
    ]);
  });

  it("lay JSON out, and leave alone what is none", () => {
    expect(laidOut('{"a":[1]}')).to.equal('{\n  "a": [\n    1\n  ]\n}');
    expect([laidOut("{a"), laidOut("plain"), laidOut("12")]).to.deep.equal(["{a", "plain", "12"]);
  });
});
