import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { buildPortal } from "../../../cli/build";
import { CONTENT_SECURITY_POLICY, withConnections } from "../../../components/cardPortal/contentSecurity";
import { builtFolder } from "../../../components/cardPortal/webBuild";
import type { BrowserUnderTest } from "../../support/browser";
import { type Answer, json, type Listener, listen } from "./listener";
import { type StubBackend, stubBackend } from "./stubBackend";
import { CLIENT_ID, type StubLogin, stubLogin } from "./stubLogin";

/** The built pages as they are hosted, with their headers, a login and a backend that do what a test says. */
export interface PortalUnderTest {
  url: string;
  login: StubLogin;
  backend: StubBackend;
  /** Content of `config.json`; there is none where it is `undefined`. */
  config: object | undefined;
  stop(): Promise<void>;
}

export const HR = "hr@example.com";
export const AUDITOR = "auditor@example.com";
export const BOTH = "both@example.com";
export const NOBODY = "nobody@example.com";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

export async function portalUnderTest(): Promise<PortalUnderTest> {
  await buildPortal(process.cwd());
  let pages: Listener | undefined;
  const origin = () => pages?.url ?? "";
  const login = await stubLogin(origin);
  const backend = await stubBackend(origin, login.whoseToken);
  backend.groups = { [HR]: ["hr"], [AUDITOR]: ["auditor"], [BOTH]: ["hr", "auditor"] };
  const config = { authority: login.url, clientId: CLIENT_ID, apiEndpoint: backend.url };
  pages = await listen(({ url }) => {
    if (url.pathname !== "/config.json") return fileAt(url.pathname, config);
    return underTest.config === undefined ? { status: 404 } : json(underTest.config);
  });
  const underTest: PortalUnderTest = {
    url: `${pages.url}/`,
    login,
    backend,
    config,
    stop: async () => {
      await Promise.all([pages, login, backend].map((server) => server?.close()));
    },
  };
  return underTest;
}

/** Goes through the login as somebody, to a page such as `#/cards`. */
export async function signedIn(
  browser: BrowserUnderTest,
  underTest: PortalUnderTest,
  email: string,
  to = "",
  size?: { width: number; height: number },
): Promise<Page> {
  const page = await browser.open(`${underTest.url}${to}`, size);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  return page;
}

function fileAt(pathname: string, config: { authority: string; apiEndpoint: string }): Answer {
  const file = path.join(builtFolder(), pathname === "/" ? "index.html" : pathname);
  if (!existsSync(file)) return { status: 404 };
  const content = readFileSync(file);
  return {
    status: 200,
    headers: {
      "content-type": TYPES[path.extname(file)] ?? "application/octet-stream",
      "content-security-policy": CONTENT_SECURITY_POLICY,
    },
    body: file.endsWith(".html")
      ? withConnections(content.toString(), [config.authority, config.apiEndpoint])
      : content,
  };
}
