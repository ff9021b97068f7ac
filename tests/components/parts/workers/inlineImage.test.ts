import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { inlineImage } from "../../../../components/parts/workers/inlineImage";
import { runProgram } from "../../../support/program";

const ROOT = path.join(__dirname, "..", "..", "..", "..");
const program = { module: "functions/webhooks/runWorker", run: "runWorkerOf" };

/** The build context of a callback's image; the errors where it is refused. */
async function contextOf(process: () => unknown, migrations?: string) {
  const run = await runProgram(() => {
    const host = new pulumi.ComponentResource("test:index:Host", "host");
    const subject = { component: "Host", name: "host" };
    const { context } = inlineImage(subject, { program, callbacks: { process }, database: true, migrations }, host);
    return (context as unknown as { promise(): Promise<string> }).promise();
  });
  return { context: run.result ?? "", errors: run.errors };
}

describe("an image with a caller's code in it", function () {
  this.timeout(60_000);
  let migrations: string;

  before(() => {
    migrations = mkdtempSync(path.join(tmpdir(), "sluice-migrations-"));
    writeFileSync(path.join(migrations, "1_one.sql"), "CREATE TABLE one (id text)");
  });
  after(() => rmSync(migrations, { recursive: true, force: true }));

  it("is built from the same folder for the same code, and from another one for other code or migrations", async () => {
    const price = 5;
    const process = () => price;

    const { context } = await contextOf(process);
    const { context: again } = await contextOf(process);
    const { context: otherCode } = await contextOf(() => 2 * price);
    const { context: migrated } = await contextOf(process, migrations);
    writeFileSync(path.join(migrations, "2_two.sql"), "CREATE TABLE two (id text)");
    const { context: migratedFurther } = await contextOf(process, migrations);

    expect(again).to.equal(context);
    expect(new Set([context, otherCode, migrated, migratedFurther]).size).to.equal(4);
    expect(readdirSync(path.join(migratedFurther, "migrations"))).to.deep.equal(["1_one.sql", "2_two.sql"]);
    // Nothing half written is left.
    const names = readdirSync(path.dirname(context));
    expect(names.filter((name) => !/^[0-9a-f]{32}$/.test(name))).to.deep.equal([]);
  });

  it("is not forgotten while it is used, however old it is", async () => {
    const process = () => "in use";
    const { context } = await contextOf(process);
    const { context: unused } = await contextOf(() => "unused");
    const edited = () => "edited";
    rmSync((await contextOf(edited)).context, { recursive: true });
    for (const folder of [context, unused]) utimesSync(folder, 0, 0);

    await contextOf(process);
    await contextOf(edited);

    expect([context, unused].map((folder) => existsSync(folder))).to.deep.equal([true, false]);
  });

  it("starts from the base of the project's other images", async () => {
    const { context } = await contextOf(() => 1);
    const baseOf = (file: string) => new Set(readFileSync(file, "utf8").match(/node:[\w.-]+@sha256:[0-9a-f]{64}/g));

    expect([...baseOf(`${context}/Dockerfile`)]).to.deep.equal([
      ...baseOf(path.join(ROOT, "images", "webhook-worker", "Dockerfile")),
    ]);
  });

  it("is refused where it captures a secret, which everybody who may pull the image could read", async () => {
    const token = pulumi.secret("t0ken");

    const { errors } = await contextOf(() => token.get());

    expect(errors).to.deep.equal([
      'Host "host": process must capture no secret, which everybody who may pull the image could read: hand it over by the argument ' +
        "secrets, and read process.env",
    ]);
  });

  it("is refused where it captures what cannot be carried along, by the variable's name and line", async () => {
    const rates = new Map([["EUR", 1]]);

    const { errors } = await contextOf(() => rates.get("EUR"));

    expect(errors.join()).to.match(/captures rates \(.*inlineImage\.test\.ts:\d+\): a Map/);
  });
});
