import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Administration, administrate } from "./administration";
import { CERTIFICATES } from "./certificates";
import { Cluster } from "./cluster";
import { findInstallation } from "./installation";
import { endLeftServer } from "./leftServer";
import type { Parameters, PostgresSpec } from "./rds";
import { type Server, type ServerFiles, startServer } from "./server";
import { createFolderFor } from "./serverUser";
import { settingsOf, writeSettings } from "./settings";
import { copyCertificates, copyCluster } from "./template";

/** For clients that are leaving: who hears of the server's end while it says goodbye takes that for a fault. */
const LEAVE_MS = 200;
const LOOK_MS = 10;

/** One server, with its files and its administrator. */
export class PostgresInstance {
  private constructor(
    readonly port: number,
    readonly administration: Administration,
    readonly server: Server,
    readonly files: ServerFiles,
  ) {}

  /**
   * @param folder of the local cloud's own; the server's is made below it, unless one of this identifier has left its data there
   * @param options renewsPassword: has the user of such data take the password of the specification
   */
  static async start(
    folder: string,
    spec: PostgresSpec,
    parameters: Parameters,
    { renewsPassword = false } = {},
  ): Promise<PostgresInstance> {
    const { binaries, user, template } = await findInstallation();
    await createFolderFor(user, folder);
    const data = new Cluster(folder, spec.identifier);
    const cluster = data.folder;
    const files = { binaries, cluster, user };
    await endLeftServer(cluster);
    const isNew = !data.isComplete;
    let server: Server | undefined;
    try {
      if (isNew) {
        await data.remove();
        await copyCluster(template, cluster, user);
      } else {
        // Clients trust the authority of today, which an older template did not have.
        await copyCertificates(template, cluster, user);
      }
      await writeSettings(cluster, settingsOf(parameters));
      server = await startServer(files);
      const administration = await administrate(cluster, server.port);
      if (isNew) await administration.setUp(spec);
      else if (renewsPassword) await administration.changePassword(spec.username, spec.password);
      await data.complete(spec, binaries.version);
      return new PostgresInstance(server.port, administration, server, files);
    } catch (error) {
      await server?.stop();
      if (isNew) await data.remove();
      throw error;
    }
  }

  /** The certificate of the authority that clients have to trust. */
  get authorityFile(): string {
    return path.join(this.files.cluster, CERTIFICATES.authority);
  }

  /**
   * Takes on what needs no restart, as RDS does with dynamic parameters.
   * @returns the names of those that wait for one
   */
  async changeParameters(parameters: Parameters): Promise<readonly string[]> {
    await writeSettings(this.files.cluster, settingsOf(parameters));
    await this.administration.reload();
    return this.administration.awaitingRestart();
  }

  /** Ends the server. Its data stays. */
  async stop(): Promise<void> {
    const until = performance.now() + LEAVE_MS;
    while ((await this.#connections()) > 0 && performance.now() < until) await pause(LOOK_MS);
    await this.administration.close();
    await this.server.stop();
  }

  /** None where the server has ended by itself. */
  async #connections(): Promise<number> {
    return this.administration.connections().catch(() => 0);
  }
}
