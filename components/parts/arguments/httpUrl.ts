import type * as pulumi from "@pulumi/pulumi";
import { checked, type Subject } from "./arguments";
import { isLoopback } from "./webUrl";

export const HTTPS_PORT = 443;

/** Something that workers call. */
export interface HttpTarget {
  url: pulumi.Input<string>;
  /** The TCP port that a security group must let them connect to. */
  port: number;
}

/**
 * Checks that an argument is the address of a web server, and finds the port it is reached at.
 *
 * A URL with a user or a password is refused, without being quoted: `fetch` throws on it (Fetch standard, "new Request": "includes
 * credentials"). One whose value is known at deployment only must be at port 443, for the rule that opens the port is declared before.
 *
 * @throws RunError naming the argument
 */
export function httpUrl(subject: Subject, argument: string, value: pulumi.Input<string>): HttpTarget {
  const check = (url: pulumi.Input<string>, rule: string, holds: (url: string) => boolean) =>
    checked(subject, argument, url, rule, holds, withoutCredentials);
  const wellFormed = check(value, "an http or https URL", isHttp);
  const url = check(
    wellFormed,
    "a URL without user and password, with which no request can be made and which would be logged",
    (known) => new URL(known).username === "" && new URL(known).password === "",
  );
  if (typeof url === "string") return { url, port: portOf(url) };
  return {
    url: check(
      url,
      `at port ${HTTPS_PORT} where it is an output: give a plain text, whose port can be opened`,
      (known) => portOf(known) === HTTPS_PORT || isLoopback(new URL(known).host),
    ),
    port: HTTPS_PORT,
  };
}

function isHttp(url: string): boolean {
  return /^https?:\/\/[^/]/i.test(url) && URL.canParse(url);
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  if (port !== "") return Number(port);
  return protocol === "http:" ? 80 : HTTPS_PORT;
}

/** Takes out all that may be a password: also of what is no URL, up to its last `@`. */
function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, "$1...@");
}
