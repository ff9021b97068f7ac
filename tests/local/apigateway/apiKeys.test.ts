import { expect } from "chai";
import fc from "fast-check";
import type { UsagePlanSpec } from "../../../local/services/apigateway/apiKeys";
import { periodStart, type Quota, quotaProblem } from "../../../local/services/apigateway/quotaPeriod";
import { API_ID, lastEvent, type RestApiUnderTest, startRestApi } from "./restApiUnderTest";

const FORBIDDEN = [403, '{"message":"Forbidden"}'];
const TOO_MANY = [429, '{"message":"Too Many Requests"}'];
const EXCEEDED = [429, '{"message":"Limit Exceeded"}'];
const OK = [200, ""];
const KEY = "the-value-of-the-first-key";
const OTHER_KEY = "the-value-of-another-key";
const DAY_MS = 24 * 60 * 60 * 1000;

describe("API keys", () => {
  let api: RestApiUnderTest;
  beforeEach(async () => {
    api = await startRestApi({
      methods: [
        { route: "POST /gates/{gateId}/enter", apiKeyRequired: true },
        { route: "POST /gates/{gateId}/exit", apiKeyRequired: true },
        { route: "GET /open" },
      ],
    });
    api.apis.keys.putKey({ id: "k1", value: KEY, enabled: true });
    api.apis.keys.putKey({ id: "k2", value: OTHER_KEY, enabled: true });
  });
  afterEach(() => api.stop());

  const plan = (members: Partial<UsagePlanSpec> = {}, throttles = {}): void => {
    api.apis.keys.putPlan({ id: "p1", stages: [{ apiId: API_ID, stage: "prod", throttles }], ...members });
  };
  const planned = (members: Partial<UsagePlanSpec> = {}, throttles = {}): void => {
    plan(members, throttles);
    api.apis.keys.addToPlan("p1", "k1");
  };
  const plannedBut = (change: () => void) => () => {
    planned();
    change();
  };
  const otherStage = () => {
    api.apis.putStage({ apiId: API_ID, name: "test", deploymentId: "d1", variables: {} });
    return { apiId: API_ID, stage: "test", throttles: {} };
  };
  const enter = (key = KEY, what = "enter") => api.ask("POST", `/gates/1/${what}`, { headers: { "x-api-key": key } });

  it("let in with a key that is in a usage plan of the stage", async () => {
    planned();

    expect(await enter()).to.deep.equal(OK);
    expect(lastEvent(api).requestContext.identity.apiKeyId).to.equal("k1");
  });

  it("are asked for by the methods that need one only", async () => {
    expect(await api.ask("GET", "/open")).to.deep.equal(OK);
    expect(lastEvent(api).requestContext.identity).to.not.have.property("apiKey");
  });

  const refused: [what: string, prepare: () => void, key: string][] = [
    ["no key", () => planned(), ""],
    ["a key that nobody knows", () => planned(), "a-key-that-nobody-knows"],
    ["a key that is off", plannedBut(() => api.apis.keys.putKey({ id: "k1", value: KEY, enabled: false })), KEY],
    ["a key that is in no plan", () => plan(), KEY],
    ["a key whose plan has another stage", () => planned({ stages: [otherStage()] }), KEY],
    ["a key whose plan has no stage", () => planned({ stages: [] }), KEY],
    ["a key that was taken out of its plan", plannedBut(() => api.apis.keys.removeFromPlan("p1", "k1")), KEY],
    ["a key whose plan is gone", plannedBut(() => api.apis.keys.deletePlan("p1")), KEY],
    ["a key that is gone", plannedBut(() => api.apis.keys.deleteKey("k1")), KEY],
  ];
  for (const [what, prepare, key] of refused) {
    it(`refuse ${what}`, async () => {
      prepare();

      expect(await enter(key)).to.deep.equal(FORBIDDEN);
      expect(api.events).to.deep.equal([]);
    });
  }

  it("are for stages that there are", () => {
    const stages = [{ apiId: API_ID, stage: "none", throttles: {} }];

    expect(() => plan({ stages })).to.throw(`API Stage not found: ${API_ID}:none`);
  });

  it("have values of their own", () => {
    expect(() => api.apis.keys.putKey({ id: "k3", value: KEY, enabled: true })).to.throw("API Key already exists");
  });

  it("are in one plan of a stage only", () => {
    planned();
    api.apis.keys.putPlan({ id: "p2", stages: [{ apiId: API_ID, stage: "prod", throttles: {} }] });

    expect(() => api.apis.keys.addToPlan("p2", "k1")).to.throw("The API Key k1 is in another usage plan");
    expect(() => api.apis.keys.addToPlan("p2", "k9")).to.throw("Invalid API Key identifier specified");
    expect(() => api.apis.keys.addToPlan("p9", "k1")).to.throw("Invalid Usage Plan ID specified");
  });

  it("are throttled each by itself, over all methods", async () => {
    planned({ throttle: { rateLimit: 1, burstLimit: 2 } });
    api.apis.keys.addToPlan("p1", "k2");

    expect([await enter(), await enter(KEY, "exit"), await enter()]).to.deep.equal([OK, OK, TOO_MANY]);
    expect(await enter(OTHER_KEY)).to.deep.equal(OK);
    api.clock.advance(1000);
    expect([await enter(), await enter()]).to.deep.equal([OK, TOO_MANY]);
  });

  it("are throttled by a method's own limit in place of the plan's", async () => {
    const throttles = { "/gates/{gateId}/exit/POST": { rateLimit: 1, burstLimit: 1 } };
    planned({ throttle: { rateLimit: 1, burstLimit: 2 } }, throttles);

    expect([await enter(KEY, "exit"), await enter(KEY, "exit")]).to.deep.equal([OK, TOO_MANY]);
    expect([await enter(), await enter(), await enter()]).to.deep.equal([OK, OK, TOO_MANY]);
  });

  it("have a quota each, which begins anew with its period", async () => {
    planned({ quota: { limit: 2, period: "DAY", offset: 0 } });
    api.apis.keys.addToPlan("p1", "k2");

    expect([await enter(), await enter(), await enter()]).to.deep.equal([OK, OK, EXCEEDED]);
    expect(await enter(OTHER_KEY)).to.deep.equal(OK);
    api.clock.advance(DAY_MS - (api.clock.now() % DAY_MS) - 1);
    expect(await enter()).to.deep.equal(EXCEEDED);
    api.clock.advance(1);
    expect([await enter(), await enter(), await enter()]).to.deep.equal([OK, OK, EXCEEDED]);
  });

  it("keep what they used of a quota when their plan is changed, and count no request that was throttled", async () => {
    planned({ quota: { limit: 2, period: "DAY", offset: 0 }, throttle: { rateLimit: 1, burstLimit: 1 } });

    const first = [await enter(), await enter(), await enter()];
    plan({ quota: { limit: 3, period: "DAY", offset: 0 } });
    const then = [await enter(), await enter(), await enter()];

    expect([first, then]).to.deep.equal([
      [OK, TOO_MANY, TOO_MANY],
      [OK, OK, EXCEEDED],
    ]);
  });
});

describe("the period of a quota", () => {
  const at = (text: string) => Date.parse(text);
  const starts: [quota: Omit<Quota, "limit">, now: string, start: string][] = [
    [{ period: "DAY", offset: 0 }, "2020-03-12T19:03:58Z", "2020-03-12T00:00:00Z"],
    [{ period: "WEEK", offset: 0 }, "2020-03-12T19:03:58Z", "2020-03-08T00:00:00Z"],
    [{ period: "WEEK", offset: 4 }, "2020-03-12T00:00:00Z", "2020-03-12T00:00:00Z"],
    [{ period: "WEEK", offset: 5 }, "2020-03-12T19:03:58Z", "2020-03-06T00:00:00Z"],
    [{ period: "MONTH", offset: 0 }, "2020-03-12T19:03:58Z", "2020-03-01T00:00:00Z"],
    [{ period: "MONTH", offset: 11 }, "2020-03-12T00:00:00Z", "2020-03-12T00:00:00Z"],
    [{ period: "MONTH", offset: 12 }, "2020-03-12T19:03:58Z", "2020-02-13T00:00:00Z"],
    [{ period: "MONTH", offset: 27 }, "2020-01-12T19:03:58Z", "2019-12-28T00:00:00Z"],
  ];
  for (const [quota, now, start] of starts) {
    it(`of a ${quota.period} with offset ${quota.offset} that holds ${now} begins at ${start}`, () => {
      expect(new Date(periodStart({ limit: 1, ...quota }, at(now))).toISOString()).to.equal(
        new Date(start).toISOString(),
      );
    });
  }

  it("holds its moment, begins at midnight, and is over within its length", () => {
    const quotas = fc.constantFrom<[Quota["period"], number, number]>(["DAY", 0, 1], ["WEEK", 6, 7], ["MONTH", 27, 31]);
    const moments = fc.integer({ min: 100 * DAY_MS, max: at("2100-01-01T00:00:00Z") });
    fc.assert(
      fc.property(quotas, fc.nat(), moments, ([period, most, days], number, now) => {
        const quota = { limit: 1, period, offset: number % (most + 1) };

        const start = periodStart(quota, now);

        expect(start % DAY_MS).to.equal(0);
        expect(now - start).to.be.within(0, days * DAY_MS - 1);
        expect(periodStart(quota, start)).to.equal(start);
        expect(periodStart(quota, start - 1)).to.be.below(start);
      }),
    );
  });

  for (const [quota, problem] of [
    [{ limit: 1, period: "DAY", offset: 1 }, "offset must be 0 with the period DAY, got 1"],
    [{ limit: 1, period: "WEEK", offset: 7 }, "offset must be from 0 to 6 with the period WEEK, got 7"],
    [{ limit: 1, period: "MONTH", offset: 28 }, "offset must be from 0 to 27 with the period MONTH, got 28"],
    [{ limit: 0, period: "DAY", offset: 0 }, "limit must be a whole number from 1, got 0"],
    [{ limit: 1, period: "YEAR", offset: 0 }, 'period must be DAY, WEEK, MONTH, got "YEAR"'],
    [{ limit: 1, period: "MONTH", offset: 27 }, undefined],
  ] as const) {
    it(`${problem === undefined ? "may be" : "can't be"} ${JSON.stringify(quota)}`, () => {
      expect(quotaProblem(quota as Quota)).to.equal(problem);
    });
  }
});
