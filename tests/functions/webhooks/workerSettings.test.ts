import { expect } from "chai";
import { readApiSettings } from "../../../functions/webhooks/apiSettings";
import { readWorkerSettings } from "../../../functions/webhooks/workerSettings";

describe("readWorkerSettings", () => {
  const least = {
    QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/webhooks",
    QUARANTINE_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/quarantine",
    DATABASE_HOST: "database.example.com",
    DATABASE_PORT: "5432",
    DATABASE_NAME: "webhooks",
    DATABASE_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:000000000000:secret:database",
    DATABASE_APP_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:000000000000:secret:role",
  };

  it("has defaults for all that may be left out", () => {
    expect(readWorkerSettings(least)).to.deep.equal({
      ...least,
      DATABASE_PORT: 5432,
      DATABASE_MIGRATIONS_PREFIX: "",
      DATABASE_POOL_SIZE: 5,
      WEBHOOK_SECRETS: "{}",
      MESSAGES_AT_ONCE: 50,
      MESSAGE_TIMEOUT_SECONDS: 30,
      VISIBILITY_TIMEOUT_SECONDS: 180,
      CALL_TIMEOUT_SECONDS: 10,
      STOP_TIMEOUT_SECONDS: 60,
    });
  });

  it("names every variable that is missing or wrong at once", () => {
    expect(() => readWorkerSettings({ ...least, QUEUE_URL: undefined, MESSAGES_AT_ONCE: "0", DATABASE_PORT: "none" }))
      .to.throw()
      .with.property("message")
      .that.matches(/QUEUE_URL/)
      .and.matches(/MESSAGES_AT_ONCE/)
      .and.matches(/DATABASE_PORT/);
  });
});

describe("readApiSettings", () => {
  const least = { EXTERNAL_API_URL: "https://api.example.com/external" };

  it("has defaults for all that may be left out", () => {
    expect(readApiSettings(least)).to.deep.equal({
      ...least,
      EXTERNAL_API_MAX_ANSWER_BYTES: 1_048_576,
      EXTERNAL_API_MAX_PAUSE_SECONDS: 600,
      EXTERNAL_API_TIMEOUT_SECONDS: 10,
      EXTERNAL_API_METHOD: "POST",
      EXTERNAL_API_HEADERS: {},
      EXTERNAL_API_SECRET_HEADERS: {},
      headers: {},
    });
  });

  it("names every variable that is missing or wrong at once", () => {
    expect(() => readApiSettings({ EXTERNAL_API_RATE_LIMIT: "0" }))
      .to.throw()
      .with.property("message")
      .that.matches(/EXTERNAL_API_URL/)
      .and.matches(/EXTERNAL_API_RATE_LIMIT/);
  });

  it("has the headers of each call, with what ECS has filled from secrets", () => {
    const { headers } = readApiSettings({
      ...least,
      EXTERNAL_API_HEADERS: '{"X-Tenant":"acme"}',
      EXTERNAL_API_SECRET_HEADERS: '{"Authorization":"EXTERNAL_API_HEADER_1"}',
      EXTERNAL_API_HEADER_1: "Bearer abc\n",
    });

    expect(headers).to.deep.equal({ "X-Tenant": "acme", Authorization: "Bearer abc" });
  });

  it("names the variable of a secret that is missing", () => {
    expect(() =>
      readApiSettings({ ...least, EXTERNAL_API_SECRET_HEADERS: '{"Authorization":"EXTERNAL_API_HEADER_1"}' }),
    ).to.throw("The environment variable EXTERNAL_API_HEADER_1 is missing: the header Authorization of each call");
  });

  it("refuses headers that are no JSON", () => {
    expect(() => readApiSettings({ ...least, EXTERNAL_API_HEADERS: "x: y" }))
      .to.throw()
      .with.property("message")
      .that.matches(/must be JSON/)
      .and.matches(/EXTERNAL_API_HEADERS/);
  });
});
