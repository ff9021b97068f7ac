/** The settings that the portal's deployment gives its pages, in `config.json` beside them. */
export interface Config {
  /** The user pool, as OpenID Connect knows it: the rest is in its discovery document. */
  authority: string;
  clientId: string;
  /** The backend's base URL, without a slash at its end. */
  apiEndpoint: string;
}

/** @throws Error when it cannot be read */
export async function readConfig(): Promise<Config> {
  const response = await fetch("./config.json", { cache: "no-cache" });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  const { authority, clientId, apiEndpoint } = (await response.json()) as Partial<Config>;
  if (!authority || !clientId || !apiEndpoint) throw new Error("config.json lacks a setting");
  return { authority, clientId, apiEndpoint };
}
