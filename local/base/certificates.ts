/** A certificate and its key, as PEM texts. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

const YEARS_MS = 20 * 365 * 24 * 60 * 60 * 1000;
// A clock that lags a little behind must not find them too young.
const EARLIER_MS = 24 * 60 * 60 * 1000;

/** Makes an authority. Whoever writes its key nowhere makes sure that it signs nothing else. */
export async function newAuthority(name: string): Promise<KeyPair> {
  const { cert, private: key } = await generator()(named(name), {
    ...settings(),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { cert, key };
}

/** Makes a certificate for servers on this machine: `localhost` and 127.0.0.1. */
export async function serverCertificate(authority: KeyPair): Promise<KeyPair> {
  const { cert, private: key } = await generator()(named("localhost"), {
    ...signedBy(authority),
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
  return { cert, key };
}

/** Makes a certificate by which a client shows who it is. */
export async function clientCertificate(authority: KeyPair, name: string): Promise<KeyPair> {
  const { cert, private: key } = await generator()(named(name), {
    ...signedBy(authority),
    extensions: [{ name: "extKeyUsage", clientAuth: true }],
  });
  return { cert, key };
}

/** Loaded when it is needed: loading it takes longer than a start. */
function generator(): typeof import("selfsigned").generate {
  return (require("selfsigned") as typeof import("selfsigned")).generate;
}

function settings() {
  return {
    notBeforeDate: new Date(Date.now() - EARLIER_MS),
    notAfterDate: new Date(Date.now() + YEARS_MS),
    keyType: "ec",
    algorithm: "sha256",
  } as const;
}

function signedBy({ cert, key }: KeyPair) {
  return { ...settings(), ca: { key, cert } };
}

function named(commonName: string) {
  return [{ name: "commonName", value: commonName }];
}
