import { createHash } from "node:crypto";
import { escapeHtml, TOKENS } from "../../../edge/html";
import type { HostedReply } from "./exchange";

const STYLE = `${TOKENS}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--text); background: var(--page) }
main { width: 100%; max-width: 24rem; padding: 1.5rem; background: var(--card); border: 1px solid var(--line);
  border-radius: var(--round); box-shadow: var(--shadow); overflow-wrap: anywhere }
h1 { font-size: 1.4rem; margin: 0 0 1rem }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600 }
input { width: 100%; font: inherit; color: inherit; background: transparent; padding: .6rem .7rem; border: 1px solid var(--edge);
  border-radius: .5rem }
button { width: 100%; margin-top: 1.5rem; font: inherit; font-weight: 600; padding: .7rem; border: 0; border-radius: .5rem;
  color: var(--accent-text); background: var(--accent); cursor: pointer }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
.error { margin: 0; padding: .6rem .8rem; border-left: 4px solid var(--bad); color: var(--bad) }
.hint { margin: .25rem 0 0; font-size: .9rem; color: var(--quiet) }
`;
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

export interface FormFacts {
  /** Where the form goes, with the parameters of the authorization request. */
  action: string;
  csrf: string;
  /** The problem with the last try. */
  error?: string;
  /** Where a browser may be sent after the form. */
  redirectUri: string;
}

/** The page that asks for name and password; it needs no script. @param loginName what people sign in with: `"Email"` */
export function loginPage(form: FormFacts, { loginName, login }: { loginName: string; login: string }): HostedReply {
  const invalid = form.error === undefined ? "" : ' aria-invalid="true" aria-describedby="error"';
  const type = loginName === "Email" ? 'type="email" inputmode="email"' : 'type="text"';
  return formPage(
    "Sign in",
    form,
    `<label for="username">${escapeHtml(loginName)}</label>
<input id="username" name="username" ${type} value="${escapeHtml(login)}" autocomplete="username" autocapitalize="none" spellcheck="false" required${login === "" ? " autofocus" : ""}${invalid}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${login === "" ? "" : " autofocus"}${invalid}>
<button type="submit">Sign in</button>`,
  );
}

/** The page for somebody whose password was a temporary one. @param pending what tells who it is */
export function newPasswordPage(form: FormFacts, { pending, rules }: { pending: string; rules: string }): HostedReply {
  const invalid = form.error === undefined ? "" : ' aria-invalid="true"';
  return formPage(
    "Choose a new password",
    form,
    `<input type="hidden" name="pending" value="${escapeHtml(pending)}">
<label for="new_password">New password</label>
<input id="new_password" name="new_password" type="password" autocomplete="new-password" required autofocus aria-describedby="rules"${invalid}>
<p class="hint" id="rules">${escapeHtml(rules)}</p>
<label for="confirmation">The same again</label>
<input id="confirmation" name="confirmation" type="password" autocomplete="new-password" required${invalid}>
<button type="submit">Change password</button>`,
  );
}

/** For a request that cannot be answered by a redirection, because it is not known where to. */
export function errorPage(title: string, text: string, status = 400): HostedReply {
  const body = page(title, `<h1>${escapeHtml(title)}</h1>\n<p class="error" role="alert">${escapeHtml(text)}</p>`);
  return { status, headers: headers("'none'"), body };
}

function formPage(title: string, { action, csrf, error, redirectUri }: FormFacts, fields: string): HostedReply {
  const alert = error === undefined ? "" : `<p class="error" id="error" role="alert">${escapeHtml(error)}</p>\n`;
  const body = page(
    error === undefined ? title : `Error: ${title}`,
    `<h1>${title}</h1>
${alert}<form method="post" action="${escapeHtml(action)}">
<input type="hidden" name="_csrf" value="${escapeHtml(csrf)}">
${fields}
</form>`,
  );
  // Browsers hold form-action against the redirection that answers a form, too.
  return { status: error === undefined ? 200 : 400, headers: headers(`'self' ${sourceOf(redirectUri)}`), body };
}

function page(title: string, main: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}

function headers(formAction: string): Record<string, string> {
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
    // Not no-referrer: the form would come without the origin that is checked.
    "referrer-policy": "same-origin",
  };
}

/** An app's own scheme (`myapp://callback`) has no origin. */
function sourceOf(redirectUri: string): string {
  const { origin, protocol } = new URL(redirectUri);
  return origin === "null" ? protocol : origin;
}
