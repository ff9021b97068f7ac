import type { Mail } from "./sns";

/** Seconds between two looks of an open page. */
const REFRESH_SECONDS = 5;

/** The page with all mails. Whatever a mail says is shown, not run; addresses in it can be clicked. */
export function mailboxHtml(mails: readonly Mail[]): string {
  const list = mails.length === 0 ? "<p>No mail yet.</p>" : mails.map(article).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}">
<title>Local mailbox (${mails.length})</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; color: #1c2024; background: #f7f8fa }
article { background: #fff; border: 1px solid #dde1e6; border-radius: 8px; padding: 1rem 1.25rem; margin: 1rem 0 }
h2 { font-size: 1.05rem; margin: 0 }
.facts { color: #5b6570; font-size: .85rem; margin: .15rem 0 .75rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0 }
</style>
</head>
<body>
<h1>Local mailbox</h1>
<p>What topics send to their <code>email</code> subscribers, and invitations of user pools: no mail leaves this machine, and a subscription needs no confirmation
here (on AWS, its recipient must follow a link first). The page renews itself; the same as <a href="mailbox.json">JSON</a>.</p>
${list}
</body>
</html>
`;
}

function article({ subject, from, to, receivedAt, body }: Mail): string {
  return `<article>
<h2>${escapeHtml(subject)}</h2>
<p class="facts">to ${escapeHtml(to)} from ${escapeHtml(from)}, ${escapeHtml(receivedAt)}</p>
<pre>${withLinks(body)}</pre>
</article>`;
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

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
