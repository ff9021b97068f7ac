import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect } from "chai";
import { silentReport } from "../../local/base/report";
import { type LocalCloud, start } from "../../local/cloud";
import { LeftoverError } from "../../local/engine/resourceError";
import { ProgramFolder } from "../support/programFolder";
import { rejection } from "../support/rejection";

const IMPORTS = `import * as aws from "@pulumi/aws";\n`;
const options = { port: 0, report: silentReport };

const queue = (name: string, args = "{}") => `export const ${name} = new aws.sqs.Queue("${name}", ${args}).arn;\n`;

describe("a cloud that is reloaded", function () {
  this.timeout(120_000);
  let folder: ProgramFolder;
  let cloud: LocalCloud;

  before(async () => {
    folder = new ProgramFolder(IMPORTS);
    cloud = await start({ folder: folder.path, stack: "local" }, options);
  });

  after(async () => {
    await cloud?.stop();
    folder.remove();
  });

  const write = (program: string) => folder.write("index.ts", IMPORTS + program);
  async function reloaded(program: string): Promise<LocalCloud> {
    write(program);
    await cloud.reload();
    return cloud;
  }

  it("keeps the data, and survives a broken edit", async () => {
    const { services, outputs, reload } = await reloaded(queue("orders") + queue("gone"));
    const arn = String(outputs.orders?.value);
    await services.sqs.send(arn, "precious");

    write(queue("orders", "{ visibilityTimeoutSeconds: 5 }") + queue("added"));
    const changes = await reload();
    write(`throw new Error("oops");\n`);
    const error = await rejection(reload());

    expect(changes.map(({ kind, name }) => `${kind} ${name}`)).to.have.members([
      "updated orders",
      "created added",
      "deleted gone",
    ]);
    expect(error.message).to.equal("oops\n    at Object.<anonymous> (index.ts:2:7)");
    expect(services.sqs.depth(arn).visible).to.equal(1);
    expect(Object.keys(cloud.outputs)).to.have.members(["orders", "added"]);
  });

  it("refuses to replace a protected table before it makes another, and leaves everything be when the edit is undone", async () => {
    const table = (key: string, isProtected = true) =>
      `export const name = new aws.dynamodb.Table("t", { attributes: [{ name: "${key}", type: "S" }], ` +
      `hashKey: "${key}", billingMode: "PAY_PER_REQUEST", deletionProtectionEnabled: ${isProtected} }).name;\n`;
    const { outputs, reload } = await reloaded(table("id"));

    write(table("key"));
    const refused = await rejection(reload());
    write(table("id"));
    const undone = await reload();
    write(table("id", false));
    await reload();
    write(table("key", false));
    const replaced = await reload();

    expect(refused.message).to.equal(
      'aws:dynamodb/table:Table "t": a change of attributes, hashKey replaces it, but its deletion protection is on: ' +
        "set `deletionProtectionEnabled` to false in an evaluation of its own first\n    at index.ts:2:21",
    );
    expect(undone).to.deep.equal([]);
    expect(replaced.map(({ kind, name }) => `${kind} ${name}`)).to.deep.equal(["replaced t"]);
    expect(cloud.outputs.name?.value).to.not.equal(outputs.name?.value);
  });

  it("runs the program as it is written now when only a deletion fails, and says what is left", async () => {
    const { services, outputs, reload } = await reloaded(queue("kept") + queue("gone"));
    const { deleteQueue } = services.sqs;
    Object.assign(services.sqs, { deleteQueue: () => Promise.reject(new Error("not today")) });

    write(queue("kept") + queue("added"));
    const error = await rejection(reload());
    Object.assign(services.sqs, { deleteQueue });

    expect(error).to.be.an.instanceOf(LeftoverError);
    expect(error.message).to.equal('aws:sqs/queue:Queue "gone": cannot be deleted: not today');
    expect((error as LeftoverError).changes.map(({ kind, name }) => `${kind} ${name}`)).to.deep.equal([
      "created added",
    ]);
    expect(Object.keys(outputs)).to.have.members(["kept", "gone"]);
    expect(Object.keys(cloud.outputs)).to.have.members(["kept", "added"]);
  });

  it("runs reloads one after the other, and the last one wins", async () => {
    const { reload } = await reloaded(queue("one"));
    write(queue("two"));

    const [first, second] = await Promise.all([reload(), reload()]);

    expect(first.map(({ kind, name }) => `${kind} ${name}`)).to.have.members(["created two", "deleted one"]);
    expect(second).to.deep.equal([]);
  });
});

describe("start", () => {
  let folder: ProgramFolder;
  let cloud: LocalCloud | undefined;

  async function started(program: string): Promise<LocalCloud> {
    folder.write("index.ts", IMPORTS + program);
    cloud = await start({ folder: folder.path, stack: "local" }, options);
    return cloud;
  }

  beforeEach(() => {
    folder = new ProgramFolder("");
  });

  afterEach(async () => {
    await cloud?.stop();
    cloud = undefined;
    folder.remove();
  });

  it("names a type that is not supported, the file to add it to, and where the program asks for it", async () => {
    const error = await rejection(started(`new aws.ec2.VpnGateway("net");\n`));

    expect(error.message).to.equal(
      'aws:ec2/vpnGateway:VpnGateway "net": aws:ec2/vpnGateway:VpnGateway is not supported locally yet: sluice check lists all that is not, and ' +
        "--stub aws:ec2/vpnGateway:VpnGateway lets it pass as an inert resource. To support it, add local/resources/ec2/vpnGateway.ts and list it in local/resources/index.ts\n    at index.ts:2:1",
    );
  });

  it("refuses a second cloud over the same folder, and leaves the first alone", async () => {
    const first = await started(queue("orders"));

    const error = await rejection(start({ folder: folder.path, stack: "local" }, options));

    expect(error.message).to.contain(`a local cloud already runs over ${folder.path}/.sluice (process ${process.pid})`);
    expect(await first.reload()).to.deep.equal([]);
  });

  it("says which port is in use, and can start over the folder afterwards", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    folder.write("index.ts", IMPORTS + queue("orders"));

    const error = await rejection(start({ folder: folder.path, stack: "local" }, { ...options, port }));
    server.close();
    cloud = await start({ folder: folder.path, stack: "local" }, { ...options, port });

    expect(error.message).to.equal(
      `port ${port} is in use: stop what listens there, or give another with --port (0 takes any free one)`,
    );
    expect(cloud.services.edgeUrl).to.equal(`http://127.0.0.1:${port}`);
  });

  it("gives up when it is told to, and leaves nothing behind", async () => {
    const abort = new AbortController();
    folder.write("index.ts", "for (;;);\n");
    const report = { ...silentReport, stage: () => abort.abort(new Error("enough")) };

    const error = await rejection(
      start({ folder: folder.path, stack: "local" }, { port: 0, report, signal: abort.signal }),
    );
    cloud = await started(queue("orders"));

    expect(error).to.be.an("error");
    expect(cloud.resources.map(({ name }) => name)).to.deep.equal(["orders"]);
  });
});
