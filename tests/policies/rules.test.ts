import { expect } from "chai";
import { checkStack } from "../../policies/check";
import { RULES } from "../../policies/rules";
import { plannedResources } from "../support/plannedResources";
import { runProgram } from "../support/program";
import { violatingProgram } from "./violatingProgram";

describe("the rules of policies/", () => {
  it("find what a program full of faults breaks, and explain each", async () => {
    const run = await runProgram(violatingProgram);
    expect(run.errors).to.deep.equal([]);

    const { violations } = checkStack(plannedResources(run));

    expect(violations.map(({ rule, name, message }) => `${rule} ${name}: ${message}`)).to.deep.equal([
      "encrypted-at-rest orders: its messages are not encrypted: take away sqsManagedSseEnabled: false (leave it out, and AWS encrypts with keys of its own), or give kmsMasterKeyId",
      "encrypted-at-rest news: what waits for delivery is not encrypted: give kmsMasterKeyId",
      'encrypted-at-rest clicks: its records are not encrypted: set encryptionType: "KMS" and kmsKeyId: "alias/aws/kinesis"',
      "encrypted-at-rest database: its storage is not encrypted: set storageEncrypted: true",
      "tls-only files: its policy lets requests in without TLS: deny them where aws:SecureTransport is false",
      "tls-only orders: its policy lets requests in without TLS: deny them where aws:SecureTransport is false",
      "tls-only news: its policy lets requests in without TLS: deny them where aws:SecureTransport is false",
      "tls-only parameters: it lets connections in without TLS: set the parameter rds.force_ssl to 1",
      "dead-letters orders: its messages are tried for ever, and are gone when their time is over: set redrivePolicy with a dead-letter queue",
      "dead-letters from-clicks: a record that fails is gone when it is old: set destinationConfig.onFailure, with maximumRetryAttempts",
      "dead-letters to-handler: what cannot be delivered is gone: set redrivePolicy with a dead-letter queue",
      "dead-letters nightly-target: an event that cannot be delivered is gone: set deadLetterConfig",
      "dead-letters hourly: a run that cannot be started is gone: set target.deadLetterConfig",
      'visibility-timeout from-orders: the queue "orders" hides a message for 30 s, and "handler" may take 60 s: set visibilityTimeoutSeconds to at least 360',
      "log-retention log: it keeps its lines for ever, and they are paid for: set retentionInDays",
      "log-retention handler: Lambda makes its log group, which keeps lines for ever: make the group, with retentionInDays",
      "no-wildcards everything-policy: it allows s3:*: name the actions that are used",
      "no-wildcards everything-policy: it allows logs:PutLogEvents on every resource: name the resources",
      "source-conditions everything: it lets scheduler.amazonaws.com in for whomever it acts: add a condition on aws:SourceArn or aws:SourceAccount",
      "source-conditions anybody-of-s3: it lets s3.amazonaws.com call for whomever it acts: set sourceArn",
      "no-open-ingress open-by-rule: it lets the whole internet in: name the ranges that may connect, or go in by Session Manager",
      "no-open-ingress open: it lets the whole internet in: name the ranges that may connect, or go in by Session Manager",
      "nothing-public anybody: anybody may call this route: set an authorizationType",
      'nothing-public url: anybody may call this URL: set authorizationType: "AWS_IAM"',
      "nothing-public database: it has a public address: set publiclyAccessible: false",
      "nothing-public files: a policy could open it to everybody: give it a BucketPublicAccessBlock with all four settings",
      "nothing-public news-policy: it allows sns:Publish to everybody: name a principal",
      "alarms blind: without dimensions its metric has no values, so it never fires: name the resource in dimensions",
      "alarms silent: nobody is told when it fires: set alarmActions",
    ]);
  });

  it("take an exception that names a place or the beginning of names, and tell which none needs", async () => {
    const resources = plannedResources(await runProgram(violatingProgram));
    const reason = "it is a test";
    const exceptions = [
      { rule: "no-open-ingress", resource: "open*", reason },
      { rule: "alarms", resource: "blind", reason },
      { rule: "alarms", resource: "blin", reason },
      { rule: "tls-only", resource: "blind", reason },
    ];

    const { violations, excepted, unused } = checkStack(resources, exceptions);

    expect(excepted.map(({ rule, name }) => `${rule} ${name}`)).to.deep.equal([
      "no-open-ingress open-by-rule",
      "no-open-ingress open",
      "alarms blind",
    ]);
    expect(violations.filter(({ rule }) => rule === "alarms").map(({ name }) => name)).to.deep.equal(["silent"]);
    expect(unused).to.deep.equal(exceptions.slice(2));
  });

  it("are each broken by that program, and have a name of their own", async () => {
    const { violations } = checkStack(plannedResources(await runProgram(violatingProgram)));

    expect([...new Set(violations.map(({ rule }) => rule))]).to.deep.equal(RULES.map(({ name }) => name));
    expect(new Set(RULES.map(({ name }) => name)).size).to.equal(RULES.length);
  });
});
