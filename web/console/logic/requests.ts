export interface RouteLine {
  id: string;
  label: string;
  system?: string;
  method: string;
  path: string;
  auth: "none" | "iam" | "token" | "key";
  /** Names of the API keys with which it may be called. */
  keys?: readonly string[];
}

/** A request as it was last sent to a route, or as it may begin. */
export interface Draft {
  method: string;
  path: string;
  headers: string;
  body: string;
}

/** The words for who may call a route, and what a request needs for that. */
export const AUTH: Readonly<Record<RouteLine["auth"], string>> = {
  none: "Everybody may call it.",
  iam: "Only those may call it who sign: the console signs as you.",
  token: "It asks for a token: sign in as a user on the page Users, and start the request again.",
  key: "It asks for an API key: the console sends the one that is chosen here.",
};

/** The beginning of a request to a route. @param token of who this tab is signed in as */
export function draftOf({ method, path, auth }: RouteLine, token = ""): Draft {
  const sends = method !== "GET" && method !== "DELETE" && method !== "HEAD";
  const needed = { none: "", iam: "", token: `\nauthorization: Bearer ${token}`, key: "" }[auth];
  return {
    method: method === "ANY" ? "POST" : method,
    path,
    headers: `${sends ? "content-type: application/json" : ""}${needed}`.trim(),
    body: sends ? "{}" : "",
  };
}

/** Reads headers, one a line. @throws Error that names the line that is none */
export function headersOf(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^\s*([\w-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
      if (name === undefined || value === undefined) throw new Error(`"${line}" is no header: write name: value`);
      return [name.toLowerCase(), value];
    }),
  );
}

/** Names in a path that are still to be filled in. */
export function gapsIn(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
}
