import { escapeHtml, TOKENS } from "../../edge/html";
import type { Mail } from "./sns";

/** Seconds between two looks of an open page. */
const REFRESH_SECONDS = 5;

/** The page with all mails. Whatever a mail says is shown, not run; addresses in it can be clicked. */
export function mailboxHtml(mails: readonly Mail[]): string {
  const list =
    mails.length === 0
      ? '<p class="empty">No mail yet. A topic that tells somebody by e-mail fills it.</p>'
      : mails.map(article).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}">
<title>Local mailbox (${mails.length})</title>
<style>
${TOKENS}
* { box-sizing: border-box }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1.5rem 1rem; color: var(--text); background: var(--page); overflow-wrap: anywhere }
a { color: var(--accent) }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: .25rem }
h1 { margin: .5rem 0; font-size: 1.75rem; line-height: 1.2 }
article { background: var(--card); border: 1px solid var(--line); border-radius: var(--round); box-shadow: var(--shadow); padding: 1rem 1.25rem; margin: 1rem 0 }
h2 { font-size: 1.15rem; margin: 0 }
.facts, .empty, .about { color: var(--quiet) }
.facts { font-size: .875rem; margin: .15rem 0 .75rem }
.empty { border: 1px dashed var(--edge); border-radius: var(--round); padding: 2rem 1rem; text-align: center }
pre { white-space: pre-wrap; font: inherit; margin: 0 }
</style>
</head>
<body>
<nav aria-label="Local cloud"><a href="/">Console</a></nav>
<h1>Local mailbox</h1>
<p class="about">What topics send to their <code>email</code> subscribers, and invitations of user pools: no mail leaves this machine, and a subscription needs no confirmation
here (on AWS, its recipient must follow a link first). The page renews itself; the same as <a href="mailbox.json">JSON</a>.</p>
${list}
</body>
</html>
`;
}

function article({ subject, from, to, receivedAt, body }: Mail): string {
  return `<article>
<h2>${escapeHtml(subject)}</h2>
<p class="facts">to ${escapeHtml(to)} from ${escapeHtml(from)}, <time datetime="${escapeHtml(receivedAt)}">${escapeHtml(readable(receivedAt))}</time></p>
<pre>${withLinks(body)}</pre>
</article>`;
}

/** `2026-03-01 12:00:00 UTC` */
function readable(time: string): string {
  return time.replace("T", " ").replace(/\.\d+Z$/, " UTC");
}

/** Ends before what hardly belongs to an address: brackets, quotes, and the full stop of a sentence. */
const ADDRESS = /https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}]/g;

function withLinks(text: string): string {
  let html = "";
  let end = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    const escaped = escapeHtml(address);
    html += `${escapeHtml(text.slice(end, index))}<a href="${escaped}" rel="noreferrer">${escaped}</a>`;
    end = index + address.length;
  }
  return html + escapeHtml(text.slice(end));
}
