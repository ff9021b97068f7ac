import { existsSync, mkdirSync } from "node:fs";
import { userInfo } from "node:os";
import path from "node:path";

const PLACES = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/local/bin/sshd", "/opt/homebrew/sbin/sshd"];

/** As Debian builds it: `sshd` gives up its rights there, and refuses to start as root without it. */
const PRIVILEGE_SEPARATION = "/run/sshd";

/**
 * This machine's `sshd` (Debian: the package openssh-server); absent where there is none, no shell to go with it, or no name of the one
 * who would log in.
 */
export function findSshd(platform = process.platform): string | undefined {
  if (platform === "win32" || userName() === undefined) return undefined;
  return PLACES.find((place) => existsSync(place));
}

/** Name of the person who runs the local cloud, who is the one to log in; a container may run as a number without a name. */
export function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

/** As root, `sshd` insists on a folder that Debian makes at the start of its service only. */
export function prepareToRun(currentUid = process.getuid?.()): void {
  if (currentUid === 0 && existsSync(path.dirname(PRIVILEGE_SEPARATION))) {
    mkdirSync(PRIVILEGE_SEPARATION, { recursive: true, mode: 0o755 });
  }
}

export interface SshdPlaces {
  hostKey: string;
  authorizedKeys: string;
  /** The only thing that whoever logs in can start: it leaves this machine's own environment behind. */
  login: string;
  home: string;
  /** The machine's user who runs the local cloud. */
  user: string;
}

/** Writes the configuration of the bastion's `sshd`: keys only, one user, and nothing of the person's own account but the name. */
export function sshdConfiguration({ hostKey, authorizedKeys, login, home, user }: SshdPlaces): string {
  return [
    `HostKey "${hostKey}"`,
    `AuthorizedKeysFile "${authorizedKeys}"`,
    `AllowUsers ${user}`,
    "PermitRootLogin prohibit-password",
    "PubkeyAuthentication yes",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "UsePAM no",
    // The files are below a folder for temporary ones in tests, which everybody may write to.
    "StrictModes no",
    "X11Forwarding no",
    "AllowAgentForwarding no",
    "PermitUserRC no",
    "PrintMotd no",
    "PidFile none",
    `SetEnv "HOME=${home}"`,
    `ForceCommand '${login}'`,
    "",
  ].join("\n");
}
