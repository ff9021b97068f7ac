import { createHash } from "node:crypto";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { preferred } from "../shared/http/accept";
import { headerOf, type Problem, problemReply } from "../shared/http/reply";

/**
 * Text for an element or a quoted attribute. Control characters, which HTML cannot hold however they are written, show as a
 * replacement character.
 */
export function escaped(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]|\p{Cs}/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Tells whether the client would rather have a page than JSON: browsers name HTML, programs name JSON or take anything. */
export function wantsHtml(event: APIGatewayProxyEventV2): boolean {
  return preferred(headerOf(event, "accept"), ["application/json", "text/html"]) === "text/html";
}

/** A handler behind a function URL, whose events are those of an HTTP API with payload format 2.0. */
export type UrlHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** Answers with a problem: as a page for people, as JSON for programs. */
export function refused(
  event: APIGatewayProxyEventV2,
  problem: Problem,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 {
  if (!wantsHtml(event)) return problemReply(problem, { vary: "accept", ...headers });
  const content = `<p role="status" class="bad">${escaped(problem.detail)}</p>`;
  return htmlReply(problem.status, { title: problem.title, content }, headers);
}

export interface Page {
  title: string;
  /** HTML of `main`. */
  content: string;
}

/**
 * Answers with a page that loads nothing from anywhere, runs no script, may be framed by nobody, and sends its form to where it comes
 * from only.
 */
export function htmlReply(
  statusCode: number,
  { title, content }: Page,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 {
  const styleHash = createHash("sha256").update(STYLE).digest("base64");
  return {
    statusCode,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      vary: "accept",
      ...headers,
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${content}
</main>
</body>
</html>
`,
  };
}

/** Colours keep a contrast of at least 4.5 to 1, in light and in dark (WCAG 2.2, success criterion 1.4.3). */
const STYLE = `
:root { color-scheme: light dark; --line: #767676; --bad: #b00020; --good: #0b6b2e; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --line: #8f8f8f; --bad: #ff8a9a; --good: #6fdc94; --link: #9ec1ff; } }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 1rem; }
a { color: var(--link); }
form { display: grid; gap: 0.75rem; max-width: 28rem; margin-block: 1rem 2rem; }
label { display: block; font-weight: 600; }
input { width: 100%; padding: 0.5rem; font: inherit; border: 1px solid var(--line); border-radius: 0.25rem; }
input[aria-invalid] { border-color: var(--bad); border-width: 2px; }
.hint { margin: 0.25rem 0 0; font-size: 0.875rem; }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); font-weight: 600; }
.actions { display: flex; flex-wrap: wrap; gap: 0.75rem; }
button { padding: 0.5rem 1rem; font: inherit; border: 1px solid var(--line); border-radius: 0.25rem; cursor: pointer; }
ul.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)); gap: 1rem; padding: 0; list-style: none; }
.card { height: 100%; padding: 1rem; border: 1px solid var(--line); border-radius: 0.5rem; overflow-wrap: anywhere; }
.card h2 { margin: 0 0 0.5rem; font-size: 1.125rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 0.75rem; margin: 0; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
nav { margin-block: 1rem; display: flex; flex-wrap: wrap; gap: 1rem; }
`;
