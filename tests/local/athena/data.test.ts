import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { AthenaUnderTest, DATA, EVENTS, sharedEngine } from "./athenaUnderTest";

/** Rows that the OpenX JSON SerDe makes of lines. */
describe("rows of JSON lines", () => {
  const engine = sharedEngine();
  let underTest: AthenaUnderTest;

  beforeEach(async () => {
    underTest = await AthenaUnderTest.start(engine);
  });
  afterEach(() => underTest.stop());

  const people = async (
    lines: readonly string[],
    columns: Record<string, string>,
    serdeParameters: Record<string, string> = {},
    name = "part-0.gz",
  ) => {
    underTest.glue.putTable({
      ...{
        ...EVENTS,
        name: "people",
        parameters: {},
        partitionKeys: [],
        location: `s3://${DATA}/people/`,
        serdeParameters,
      },
      columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
    });
    await underTest.put("people", lines, { name });
    return underTest.run("SELECT * FROM people");
  };

  it("reads every type", async () => {
    const { rows, types } = await people(
      [
        '{"s":"a","b":true,"i":-7,"l":9007199254740991,"f":0.1,"d":1e10,"dec":"1.5","day":"2026-02-01","t":"2026-02-01T10:00:00.5Z","a":[1,null],"m":{"k":1},"r":{"n":"x"}}',
      ],
      {
        ...{
          s: "string",
          b: "boolean",
          i: "int",
          l: "bigint",
          f: "float",
          d: "double",
          dec: "decimal(10,2)",
          day: "date",
        },
        ...{ t: "timestamp", a: "array<int>", m: "map<string,bigint>", r: "struct<n:string,missing:int>" },
      },
    );

    expect(rows[1]).to.deep.equal([
      ...["a", "true", "-7", "9007199254740991", "0.1", "1.0E10", "1.50", "2026-02-01", "2026-02-01 10:00:00.500"],
      ...["[1, null]", "{k=1}", "{n=x, missing=null}"],
    ]);
    expect(types).to.deep.equal([
      ...["varchar", "boolean", "integer", "bigint", "float", "double", "decimal", "date", "timestamp"],
      ...["array", "map", "row"],
    ]);
  });

  it("reads fields of rows and elements of arrays", async () => {
    await people(['{"card":{"id":"c1","tags":["x","y"]}}'], { card: "struct<id:string,tags:array<string>>" });

    const { rows } = await underTest.run(
      "SELECT card.id, card.tags[2] AS second, tag FROM people CROSS JOIN UNNEST(card.tags) AS t(tag) WHERE card.id = 'c1' ORDER BY tag",
    );

    expect(rows).to.deep.equal([
      ["id", "second", "tag"],
      ["c1", "y", "x"],
      ["c1", "y", "y"],
    ]);
  });

  it("has NULL for what is missing, and finds keys in any case", async () => {
    const { rows } = await people(['{"UserId":"a"}', '{"userid":null,"more":1}'], { userid: "string", age: "int" });

    expect(rows.slice(1)).to.deep.equal([
      ["a", undefined],
      [undefined, undefined],
    ]);
  });

  it("finds keys by their mapping", async () => {
    const { rows } = await people(['{"userId":"a"}'], { user_id: "string" }, { "mapping.user_id": "userId" });

    expect(rows.slice(1)).to.deep.equal([["a"]]);
  });

  it("hands on numbers and objects in a column of texts as JSON", async () => {
    const { rows } = await people(['{"s":1}', '{"s":{"a":[1]}}', '{"s":true}'], { s: "string" });

    expect(rows.slice(1)).to.deep.equal([["1"], ['{"a":[1]}'], ["true"]]);
  });

  it("has NULLs for malformed lines where the table ignores them", async () => {
    const lines = ['{"s":"a"}', "{broken", '{"s":"b"}'];
    const { rows } = await people(lines, { s: "string" }, { "ignore.malformed.json": "true" });

    expect(rows.slice(1)).to.deep.equal([["a"], [undefined], ["b"]]);
  });

  it("has NULL for values that do not fit where the table wants that", async () => {
    const { rows } = await people(['{"n":"x"}'], { n: "bigint" }, { "use.null.for.invalid.data": "true" });

    expect(rows.slice(1)).to.deep.equal([[undefined]]);
  });

  for (const [what, line, type, reason] of [
    [
      "a malformed line",
      "{broken",
      "string",
      /^HIVE_CURSOR_ERROR: Row is not a valid JSON Object - JSONException: \{broken$/,
    ],
    ["a line that is no object", "[1]", "string", /^HIVE_CURSOR_ERROR: Row is not a valid JSON Object/],
    [
      "a text in a column of numbers",
      '{"v":"x"}',
      "bigint",
      /^HIVE_BAD_DATA: Error parsing field value for field v: For input string: "x" is no bigint$/,
    ],
    ["a fraction in a column of whole numbers", '{"v":1.5}', "bigint", /^HIVE_BAD_DATA: .*"1.5" is no bigint$/],
    ["a number out of range", '{"v":300}', "tinyint", /^HIVE_BAD_DATA: .*"300" is no tinyint$/],
    ["a day that does not exist", '{"v":"2026-02-30"}', "date", /^HIVE_BAD_DATA: .*"2026-02-30" is no date$/],
    ["a time of another form", '{"v":"1.2.2026"}', "timestamp", /^HIVE_BAD_DATA: .*"1.2.2026" is no timestamp/],
    [
      "a number with more digits than are kept",
      '{"v":12345678901234567890}',
      "bigint",
      /^NOT_SUPPORTED: the number 12345678901234567000 in JSON/,
    ],
  ] as [string, string, string, RegExp][]) {
    it(`fails at ${what}`, async () => {
      const { execution } = await people([line], { v: type });

      expect(execution.Status?.State).to.equal("FAILED");
      expect(execution.Status?.StateChangeReason).to.match(reason);
    });
  }

  for (const [name, reason] of [
    ["part.gz.snappy", /^FAILED: NOT_SUPPORTED: the compression of people\/part.gz.snappy/],
    ["part.json.gz", /^FAILED: HIVE_CURSOR_ERROR: Failed to read file: people\/part.json.gz: not in gzip format$/],
  ] as [string, RegExp][]) {
    it(`fails at ${name}, which is not packed as it says`, async () => {
      await people(['{"s":"a"}'], { s: "string" });
      await underTest.operatorS3.send(new PutObjectCommand({ Bucket: DATA, Key: `people/${name}`, Body: "no gzip" }));

      expect(await underTest.reason("SELECT s FROM people")).to.match(reason);
    });
  }

  it("reads only the columns that a query names", async () => {
    await people(['{"n":"x","s":"a"}'], { n: "bigint", s: "string" });

    const { rows } = await underTest.run("SELECT s FROM people");

    expect(rows.slice(1)).to.deep.equal([["a"]]);
  });
});
