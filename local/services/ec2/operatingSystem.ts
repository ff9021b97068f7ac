import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Clock } from "../../base/clock";
import { endWithHost } from "../../base/lifeline";
import { killGroup } from "../ecs/processGroup";
import { newSshKey } from "../ssh/openSshKey";
import { sshdConfiguration, userName } from "./sshd";

/** How a script ended. */
export interface ScriptResult {
  exitCode: number;
  timedOut: boolean;
  stdout: string;
  stderr: string;
}

/** The user that Amazon Linux has, and that every instance here says it has. */
const USER = "ec2-user";

/** Characters of each stream that Systems Manager keeps (API reference, `StandardOutputContent`). */
const OUTPUT_LIMIT = 24_000;

const BOOTHOOK = "#cloud-boothook";
const SILENT_AGENT = "agent-is-stopped";
const DISABLED_AGENT = "agent-is-disabled";
const PATH = "/usr/local/bin:/usr/bin:/bin";

/**
 * The stand-in for an instance's machine: a folder with a home, and commands that stand in for those that would reach beyond
 * it. Scripts run as whoever runs the local cloud, with that home and nothing of the person's environment.
 */
export class OperatingSystem {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #running = new Set<ChildProcess>();

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  get #home(): string {
    return path.join(this.#folder, "home");
  }

  get sshdConfigurationFile(): string {
    return path.join(this.#folder, "sshd_config");
  }

  get sshdLogFile(): string {
    return path.join(this.#folder, "sshd.log");
  }

  /** Sets the machine up as its first boot does: cloud-init puts the key pair's public key in. */
  install(publicKey: string | undefined): void {
    rmSync(this.#folder, { recursive: true, force: true });
    const ssh = path.join(this.#home, ".ssh");
    mkdirSync(ssh, { recursive: true, mode: 0o700 });
    if (publicKey !== undefined) this.#write(path.join("home", ".ssh", "authorized_keys"), `${publicKey.trim()}\n`);
    this.#write("host_key", newSshKey().privateKey);
    this.#installCommands();
    this.#write(
      "sshd_config",
      sshdConfiguration({
        hostKey: path.join(this.#folder, "host_key"),
        authorizedKeys: path.join(ssh, "authorized_keys"),
        login: path.join(this.#folder, "bin", "sluice-login"),
        home: this.#home,
        user: userName() ?? USER,
      }),
    );
  }

  /** Takes the machine up: the agent that was only stopped is back, and what has to run at each boot runs. */
  async boot(userData: string): Promise<ScriptResult | undefined> {
    rmSync(path.join(this.#folder, SILENT_AGENT), { force: true });
    return userData.startsWith(BOOTHOOK) ? this.run(userData) : undefined;
  }

  /** Ends whatever runs in the machine. */
  halt(): void {
    for (const child of this.#running) killGroup(child);
  }

  remove(): void {
    this.halt();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Nobody has stopped the agent of Systems Manager. */
  get agentRuns(): boolean {
    return [SILENT_AGENT, DISABLED_AGENT].every((mark) => !existsSync(path.join(this.#folder, mark)));
  }

  /** Lines of the file, without comments. */
  get authorizedKeys(): readonly string[] {
    const file = path.join(this.#home, ".ssh", "authorized_keys");
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.filter((line) => line.trim() !== "" && !line.startsWith("#"));
  }

  /** Runs a script as root would on AWS. @param timeoutMs ends it, with all that it started */
  async run(script: string, timeoutMs = 3_600_000): Promise<ScriptResult> {
    const child = spawn("/bin/sh", ["-c", script], {
      cwd: this.#home,
      env: { HOME: this.#home, PATH: `${path.join(this.#folder, "bin")}:${PATH}`, USER: "root", LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    endWithHost(child);
    this.#running.add(child);
    let timedOut = false;
    const timer = this.#clock.after(timeoutMs, () => {
      timedOut = true;
      killGroup(child);
    });
    const [stdout, stderr] = [kept(child.stdout), kept(child.stderr)];
    try {
      const [code] = (await once(child, "close")) as [number | null];
      return { exitCode: code ?? 137, timedOut, stdout: stdout(), stderr: stderr() };
    } finally {
      timer.cancel();
      this.#running.delete(child);
    }
  }

  #installCommands(): void {
    mkdirSync(path.join(this.#folder, "bin"));
    const command = (name: string, ...lines: string[]) =>
      this.#write(path.join("bin", name), ["#!/bin/sh", ...lines, ""].join("\n"), 0o700);
    command("getent", `[ "$*" = "passwd ${USER}" ] || exit 2`, `echo "${USER}:x:1000:1000::${this.#home}:/bin/sh"`);
    command("chown", "# Everything here belongs to one user.");
    command("restorecon", "# There is no SELinux to label files for.");
    command("sudo", 'while [ "$1" = "-n" ]; do shift; done', 'exec "$@"');
    const [silent, disabled] = [SILENT_AGENT, DISABLED_AGENT].map((mark) => `'${path.join(this.#folder, mark)}'`);
    command(
      "systemctl",
      'action=$1; shift; now=; [ "$1" = "--now" ] && now=1 && shift',
      'if [ "$1" != "amazon-ssm-agent" ]; then echo "systemctl: only amazon-ssm-agent is here" >&2; exit 5; fi',
      "case $action in",
      `  stop) touch ${silent} ;;`,
      `  start) rm -f ${silent} ;;`,
      `  disable) touch ${disabled} ;;`,
      `  enable) rm -f ${disabled}; if [ -n "$now" ]; then rm -f ${silent}; fi ;;`,
      '  *) echo "systemctl: $action is not known here" >&2; exit 1 ;;',
      "esac",
    );
    command(
      "sluice-login",
      `cd '${this.#home}'`,
      `set -- env -i HOME='${this.#home}' PATH='${path.join(this.#folder, "bin")}:${PATH}' USER=${USER} "TERM=\${TERM:-dumb}" /bin/sh`,
      'if [ -n "$SSH_ORIGINAL_COMMAND" ]; then set -- "$@" -c "$SSH_ORIGINAL_COMMAND"; fi',
      'exec "$@"',
    );
  }

  #write(name: string, text: string, mode = 0o600): void {
    writeFileSync(path.join(this.#folder, name), text, { mode });
  }
}

function kept(stream: NodeJS.ReadableStream | null): () => string {
  let text = "";
  stream?.setEncoding("utf8").on("data", (more: string) => {
    text = (text + more).slice(0, OUTPUT_LIMIT);
  });
  return () => text;
}
