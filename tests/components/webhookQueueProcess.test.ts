import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { WebhookQueueArgs } from "../../components/webhookQueue/args";
import type { WebhookProcess } from "../../functions/webhooks/process";
import { containerOf, environmentOf } from "../support/containerOf";
import { inputsOf, type Run } from "../support/program";
import { statementsOf } from "../support/statements";
import { runWith } from "./webhookQueueUnderTest";

const ROOT = path.join(__dirname, "..", "..");
const SIGNED = { acceptsOtherSources: false, sources: { shop: { secret: "s" } } };

/** A program with one known source. */
const runOwn = (args: Partial<WebhookQueueArgs>): Promise<Run<unknown>> => runWith({ ...SIGNED, ...args });

describe("WebhookQueue with code of one's own", () => {
  const currency = "EUR";
  const process: WebhookProcess = async (delivery, { database }) => {
    await database.query("INSERT INTO ledger (id, currency) VALUES ($1, $2)", [delivery.id, currency]);
  };
  let folder: string;
  let run: Run<unknown>;
  let context: string;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-own-"));
    writeFileSync(path.join(folder, "1733000000000_ledger.sql"), "CREATE TABLE ledger (id text)");
    run = await runOwn({
      process,
      migrations: folder,
      environment: { LEVEL: "5" },
      secrets: { TOKEN: "arn:aws:secretsmanager:us-east-1:111122223333:secret:token" },
      permissions: [{ actions: ["sns:Publish"], resources: ["arn:aws:sns:us-east-1:111122223333:news"] }],
    });
    expect(run.errors).to.deep.equal([]);
    context = inputsOf(run, "awsx:ecr:Image", "hooks-worker-image").context as string;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("builds its image of a folder with the program, the migrations and a Dockerfile, and nothing else", () => {
    const { dockerfile } = inputsOf(run, "awsx:ecr:Image", "hooks-worker-image");

    expect(context).to.match(/^node_modules\/\.cache\/sluice-images\/[0-9a-f]{32}$/);
    expect(dockerfile).to.equal(`${context}/Dockerfile`);
    expect(readdirSync(context).sort()).to.deep.equal(["Dockerfile", "main.js", "main.js.map", "migrations"]);
    expect(readdirSync(path.join(context, "migrations"))).to.deep.equal(["1733000000000_ledger.sql"]);
  });

  it("has a program that runs by itself, with the callback and what it captures", () => {
    const { stderr, stdout, status } = spawnSync("node", ["main.js"], { cwd: context, encoding: "utf8", env: {} });
    const main = readFileSync(path.join(context, "main.js"), "utf8");

    expect(status).to.equal(1);
    // It has come as far as its settings, which are not there.
    expect(stdout + stderr).to.include("QUARANTINE_QUEUE_URL");
    expect(main).to.include("INSERT INTO ledger").and.include('"EUR"');
    expect(main).to.not.include(ROOT);
  });

  it("hands workers its variables and secrets, and nothing about an external API", () => {
    const { secrets } = containerOf(run, "hooks-worker-definition");
    const variables = environmentOf(run, "hooks-worker-definition");

    expect(variables).to.include({ LEVEL: "5", CALL_TIMEOUT_SECONDS: "30", MESSAGE_TIMEOUT_SECONDS: "30" });
    expect(Object.keys(variables).filter((name) => name.startsWith("EXTERNAL_API"))).to.deep.equal([]);
    expect(secrets).to.deep.include({
      name: "TOKEN",
      valueFrom: "arn:aws:secretsmanager:us-east-1:111122223333:secret:token",
    });
  });

  it("grants workers what it is told, and their start the secrets", () => {
    expect(statementsOf(run, "hooks-worker-task-policy")).to.deep.include({
      Effect: "Allow",
      Action: ["sns:Publish"],
      Resource: ["arn:aws:sns:us-east-1:111122223333:news"],
    });
    expect(statementsOf(run, "hooks-worker-exec-policy").at(-1)).to.deep.equal({
      Effect: "Allow",
      Action: ["secretsmanager:GetSecretValue"],
      Resource: [
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:token",
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:hooks-secrets-name",
      ],
    });
  });

  it("may be an image of one's own, built from its folder", async () => {
    const own = await runOwn({ image: "tests/support/jobImage" });

    expect(own.errors).to.deep.equal([]);
    expect(inputsOf(own, "awsx:ecr:Image", "hooks-worker-image")).to.include({
      context: "tests/support/jobImage",
      dockerfile: "tests/support/jobImage/Dockerfile",
    });
  });

  for (const [args, message] of [
    [{ process: undefined } as object, "process, externalApiUrl, image must be exactly one of them given, got []"],
    [
      { process, externalApiUrl: "https://api.example.com" },
      'process, externalApiUrl, image must be exactly one of them given, got ["process","externalApiUrl"]',
    ],
    [{ process: 5 as unknown as WebhookProcess }, "process must be a function, got 5"],
    [{ process, externalApiRateLimit: 5 }, "externalApiRateLimit must be absent without externalApiUrl, got 5"],
    [
      { externalApiUrl: "https://api.example.com", permissions: [] },
      "permissions must be absent with externalApiUrl, got []",
    ],
    [
      { externalApiUrl: "https://api.example.com", migrations: "x" },
      'migrations must be absent with externalApiUrl, got "x"',
    ],
    [
      { process, migrations: "nowhere" },
      'migrations must be a folder with files that end in .sql, and nothing else, got "nowhere"',
    ],
    [{ image: "tests/support" }, 'image must be a folder with a Dockerfile and src/main.ts, got "tests/support"'],
    [
      { process, environment: { QUEUE_URL: "x" } },
      "environment must be by names of environment variables (letters, digits, underscores) that workers do not have by themselves, " +
        'got "QUEUE_URL"',
    ],
    [
      { process, secrets: { "a-b": "arn" } },
      "secrets must be by names of environment variables (letters, digits, underscores) that workers do not have by themselves, " +
        'got "a-b"',
    ],
  ] as [Partial<WebhookQueueArgs>, string][]) {
    it(`refuses ${JSON.stringify(args)} before anything is registered`, async () => {
      const refused = await runOwn(args);

      expect(refused.errors).to.deep.equal([`WebhookQueue "hooks": ${message}`]);
      expect(refused.urns).to.deep.equal([]);
    });
  }
});
