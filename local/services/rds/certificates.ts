import { chown, writeFile } from "node:fs/promises";
import path from "node:path";
import { clientCertificate, newAuthority, serverCertificate } from "../../base/certificates";
import type { ServerUser } from "./serverUser";

/** Files of {@link writeCertificates}, beside each other. */
export const CERTIFICATES = {
  authority: "authority.pem",
  server: "server.pem",
  serverKey: "server.key",
  administrator: "administrator.pem",
  administratorKey: "administrator.key",
} as const;

/** The user that administrates a server, by its certificate: the one that RDS has on its servers, too. */
export const ADMINISTRATOR = "rdsadmin";

/**
 * Makes an authority, and signs with it a certificate for servers on this machine and one for their administrator. The
 * authority's own key is written nowhere, so it signs nothing else.
 */
export async function writeCertificates(folder: string, user: ServerUser): Promise<void> {
  const authority = await newAuthority("Sluice local RDS authority");
  const server = await serverCertificate(authority);
  const administrator = await clientCertificate(authority, ADMINISTRATOR);
  const write = async (file: string, text: string) => {
    const place = path.join(folder, file);
    await writeFile(place, text, { mode: 0o600 });
    if (user.uid !== undefined) await chown(place, user.uid, user.gid);
  };
  await write(CERTIFICATES.authority, authority.cert);
  await write(CERTIFICATES.server, server.cert);
  await write(CERTIFICATES.serverKey, server.key);
  await write(CERTIFICATES.administrator, administrator.cert);
  await write(CERTIFICATES.administratorKey, administrator.key);
}
