import { rm } from "node:fs/promises";
import path from "node:path";
import { type Administration, administrate } from "./administration";
import { findBinaries } from "./binaries";
import { CERTIFICATES } from "./certificates";
import type { Parameters, PostgresSpec } from "./rds";
import { type Server, type ServerFiles, startServer } from "./server";
import { createFolderFor, reachableBinaries, serverUser } from "./serverUser";
import { settingsOf, writeSettings } from "./settings";
import { copyCluster, templateCluster } from "./template";

const CACHE_FOLDER = path.join(__dirname, "..", "..", "..", "node_modules", ".cache", "sluice");

/** One server, with its files and its administrator. */
export class PostgresInstance {
  private constructor(
    readonly port: number,
    /** The certificate of the authority that clients have to trust. */
    readonly authorityFile: string,
    readonly administration: Administration,
    readonly server: Server,
    readonly files: ServerFiles,
  ) {}

  /**
   * @param folder of the local cloud's own; the server's is made below it
   * @param onExit called when the server ends although nobody stopped it, with the last lines it wrote
   */
  static async start(
    folder: string,
    spec: PostgresSpec,
    parameters: Parameters,
    onExit: (lastLines: string) => void,
  ): Promise<PostgresInstance> {
    const user = serverUser();
    const binaries = await reachableBinaries(user, await findBinaries());
    const template = await templateCluster(binaries, user, CACHE_FOLDER);
    await createFolderFor(user, folder);
    const cluster = path.join(folder, spec.identifier);
    const files = { binaries, cluster, user };
    let server: Server | undefined;
    try {
      await copyCluster(template, cluster, user);
      await writeSettings(cluster, settingsOf(parameters));
      server = await startServer(files, onExit);
      const administration = await administrate(cluster, server.port);
      await administration.setUp(spec);
      const authority = path.join(cluster, CERTIFICATES.authority);
      return new PostgresInstance(server.port, authority, administration, server, files);
    } catch (error) {
      await server?.stop();
      await rm(cluster, { recursive: true, force: true });
      throw error;
    }
  }

  /** Takes on what needs no restart, as RDS does with dynamic parameters. */
  async changeParameters(parameters: Parameters): Promise<void> {
    await writeSettings(this.files.cluster, settingsOf(parameters));
    await this.administration.reload();
  }

  /** Ends the server and removes its data. */
  async stop(): Promise<void> {
    await this.administration.close();
    await this.server.stop();
    await rm(this.files.cluster, { recursive: true, force: true });
  }
}
