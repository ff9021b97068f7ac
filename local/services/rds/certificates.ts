import { chown, writeFile } from "node:fs/promises";
import path from "node:path";
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

const YEARS_MS = 20 * 365 * 24 * 60 * 60 * 1000;
// A clock that lags a little behind must not find them too young.
const EARLIER_MS = 24 * 60 * 60 * 1000;

/**
 * Makes an authority, and signs with it a certificate for servers on this machine and one for their administrator. The
 * authority's own key is written nowhere, so it signs nothing else.
 */
export async function writeCertificates(folder: string, user: ServerUser): Promise<void> {
  // Loaded here: it takes longer than a start, and is needed once a version of Postgres.
  const { generate } = require("selfsigned") as typeof import("selfsigned");
  const validity = {
    notBeforeDate: new Date(Date.now() - EARLIER_MS),
    notAfterDate: new Date(Date.now() + YEARS_MS),
  };
  const settings = { ...validity, keyType: "ec", algorithm: "sha256" } as const;
  const authority = await generate(named("Sluice local RDS authority"), {
    ...settings,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const signed = { ...settings, ca: { key: authority.private, cert: authority.cert } };
  const server = await generate(named("localhost"), {
    ...signed,
    extensions: [
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  const administrator = await generate(named(ADMINISTRATOR), {
    ...signed,
    extensions: [{ name: "extKeyUsage", clientAuth: true }],
  });
  const write = async (file: string, text: string) => {
    const place = path.join(folder, file);
    await writeFile(place, text, { mode: 0o600 });
    if (user.uid !== undefined) await chown(place, user.uid, user.gid);
  };
  await write(CERTIFICATES.authority, authority.cert);
  await write(CERTIFICATES.server, server.cert);
  await write(CERTIFICATES.serverKey, server.private);
  await write(CERTIFICATES.administrator, administrator.cert);
  await write(CERTIFICATES.administratorKey, administrator.private);
}

function named(commonName: string) {
  return [{ name: "commonName", value: commonName }];
}
