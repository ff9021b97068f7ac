import type { PublicKey } from "./publicKey";

/** The user of Amazon Linux. */
const USER = "ec2-user";

/** The mark by which a script of this command is known again. */
export const MARK = "# Written by npm run recover-access.";

/**
 * A shell script, for root, that lets one key in and no other. It may run at each boot: what is as it should be stays as it is, so a copy
 * of what was there before is kept from the first time.
 */
export function keyScript({ line }: PublicKey): string {
  return [
    "#!/bin/sh",
    MARK,
    "set -eu",
    "umask 077",
    `home=$(getent passwd ${USER} | cut -d: -f6)`,
    'file="$home/.ssh/authorized_keys"',
    `key='${line}'`,
    'mkdir -p "$home/.ssh"',
    'if [ -f "$file" ] && [ "$(cat "$file")" = "$key" ]; then',
    '  echo "the key is the only one already"',
    "else",
    '  if [ -f "$file" ]; then cp -p "$file" "$file.before-recovery"; fi',
    '  printf "%s\\n" "$key" > "$file.new"',
    `  chown ${USER}: "$home/.ssh" "$file.new"`,
    '  mv -f "$file.new" "$file"',
    '  if command -v restorecon > /dev/null; then restorecon -R "$home/.ssh"; fi',
    '  echo "the key is the only one now"',
    "fi",
    "",
  ].join("\n");
}

/** The same as user data that cloud-init runs at every boot, early (cloud-init documentation, "Cloud boothook"). */
export function boothook(key: PublicKey): string {
  return `#cloud-boothook\n${keyScript(key)}`;
}
