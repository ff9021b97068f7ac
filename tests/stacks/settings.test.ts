import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { readSettings } from "../../stacks/settings";

/** The stack's configuration as Pulumi hands it to a program: lists and objects as JSON text. */
function read(own: Record<string, unknown>, others: Record<string, string> = {}) {
  const texts = Object.entries(own).map(([name, value]) => {
    return [`sluice:${name}`, typeof value === "string" ? value : JSON.stringify(value)];
  });
  return readSettings({ ...others, ...Object.fromEntries(texts) }, "sluice", "dev");
}

const complaint = 'Stack "dev" has settings that cannot be used (Pulumi.dev.yaml, or the command line):\n  ';

describe("readSettings", () => {
  it("needs the names of systems only", () => {
    expect(read({ systems: ["event-aggregator"] })).to.deep.equal({
      systems: ["event-aggregator"],
      alarms: {},
      network: {},
      eventAggregator: {},
      webhooks: {},
      bastion: {},
      debounce: {},
      ingestion: {},
      bursts: {},
      intervalProcessing: {},
      accessCards: {},
    });
  });

  it("reads an account's leading zeros", () => {
    const settings = read({ systems: ["event-aggregator"], accountId: "001234567890" });

    expect(settings.accountId).to.equal("001234567890");
  });

  it("reads a system's settings", () => {
    const eventAggregator = { batchSize: 100, corsOrigins: ["https://example.com"], tags: { team: "a" } };

    const settings = read({ systems: ["event-aggregator"], eventAggregator });

    expect(settings.eventAggregator).to.deep.equal(eventAggregator);
  });

  it("reads each system's own", () => {
    const webhooks = {
      sources: { github: { secret: "s", deliveryIdHeader: "x-github-delivery" }, meter: {} },
      cpu: 1024,
    };

    const settings = read({ systems: ["webhooks"], webhooks });

    expect(settings.webhooks).to.deep.equal(webhooks);
  });

  it("leaves other projects' and providers' keys alone", () => {
    const settings = read({ systems: ["event-aggregator"] }, { "aws:region": "us-east-1", "other:systems": "x" });

    expect(settings.systems).to.deep.equal(["event-aggregator"]);
  });

  it("lists every wrong name and value at once", () => {
    const config = {
      systems: ["webhook"],
      accountID: "1",
      eventAggregator: { batchsize: 1, memoryMb: "big" },
      webhooks: { sources: { github: { Secret: "s" } }, cpu: 300 },
    };

    expect(() => read(config)).to.throw(
      `${complaint}${[
        'sluice:systems.0 must be one of access-cards, bastion, bursts, debounce, event-aggregator, ingestion, interval-processing, webhooks, got "webhook"',
        'sluice:eventAggregator.memoryMb must be of type number, got "big"',
        'sluice:eventAggregator has no "batchsize"; allowed: auth, batchSize, maximumBatchingWindowSeconds, maximumRetryAttempts, ' +
          "maximumRecordAgeSeconds, eventTtlDays, deletionProtection, aggregatorTimeoutSeconds, memoryMb, throttleRateLimit, " +
          "throttleBurstLimit, domain, corsOrigins, logRetentionDays, alarmTopicArns, tags",
        'sluice:webhooks.sources.github has no "Secret"; allowed: auth, scheme, secret, signatureHeader, signaturePrefix, ' +
          "signatureEncoding, deliveryIdHeader, toleranceSeconds, url, verifyToken, front",
        "sluice:webhooks.cpu must be one of 256, 512, 1024, 2048, 4096, got 300",
        'sluice: has no "accountID"; allowed: accountId, systems, alarms, network, accessCards, bastion, bursts, debounce, eventAggregator, ingestion, intervalProcessing, webhooks',
      ].join("\n  ")}`,
    );
  });

  const strangers: [place: string, config: Record<string, unknown>, allowed: string][] = [
    [
      "ingestion.rules.0",
      { ingestion: { rules: [{ name: "a", label: "A", maxLength: 1, words: "a", x: 1 }] } },
      "name, label, pattern, maxLength, words, approvable",
    ],
    ["accessCards.areas.hq", { accessCards: { areas: { hq: { gates: ["hq-1"], x: 1 } } } }, "gates, maxOccupancy"],
    [
      "accessCards.portal.users.0",
      { accessCards: { portal: { users: [{ email: "a@b.c", groups: ["hr"], x: 1 }] } } },
      "email, password, groups",
    ],
    ["webhooks.fifo", { webhooks: { fifo: { groupIdHeader: "x-order", x: 1 } } }, "groupIdHeader"],
  ];
  for (const [place, config, allowed] of strangers) {
    it(`says what ${place} may hold instead of what nobody knows`, () => {
      expect(() => read({ systems: ["bastion"], ...config })).to.throw(
        `${complaint}sluice:${place} has no "x"; allowed: ${allowed}`,
      );
    });
  }

  const wrong: [string, Record<string, unknown>, string][] = [
    ["no systems", {}, "sluice:systems is missing: it must be of type array"],
    ["an empty list of systems", { systems: [] }, "sluice:systems must name at least one system, got []"],
    [
      "a single word as systems",
      { systems: "event-aggregator" },
      'sluice:systems must be of type array, got "event-aggregator"',
    ],
    [
      "the same system twice",
      { systems: ["event-aggregator", "event-aggregator"] },
      'sluice:systems must name each system once, got ["event-aggregator","event-aggregator"]',
    ],
    [
      "an account of 11 digits",
      { systems: ["event-aggregator"], accountId: "12345678901" },
      'sluice:accountId must be the 12 digits of an AWS account, in quotes so that leading zeros stay, got "12345678901"',
    ],
    [
      "no origins",
      { systems: ["event-aggregator"], eventAggregator: { corsOrigins: [] } },
      "sluice:eventAggregator.corsOrigins must name at least one origin, got []",
    ],
  ];
  for (const [what, config, message] of wrong) {
    it(`refuses ${what}`, () => {
      expect(() => read(config)).to.throw(complaint + message);
    });
  }
});

describe("the stacks of this project", () => {
  const systemsOf = {
    dev: ["event-aggregator"],
    local: [
      "event-aggregator",
      "webhooks",
      "bastion",
      "debounce",
      "ingestion",
      "bursts",
      "interval-processing",
      "access-cards",
    ],
  };
  for (const [stack, systems] of Object.entries(systemsOf)) {
    it(`has settings in Pulumi.${stack}.yaml that can be used`, () => {
      const file = path.join(__dirname, "..", "..", `Pulumi.${stack}.yaml`);
      const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
      const texts = Object.entries(config).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
      ]);

      const settings = readSettings(Object.fromEntries(texts), "sluice", stack);

      expect(settings.systems).to.deep.equal(systems);
      expect(settings.eventAggregator.deletionProtection).to.equal(false);
      expect(settings.webhooks.deletionProtection).to.equal(false);
      expect(settings.debounce.deletionProtection).to.equal(false);
    });
  }
});
