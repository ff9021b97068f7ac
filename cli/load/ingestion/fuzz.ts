import { createHash } from "node:crypto";
import type { IngestionAnswer, IngestionApi } from "./api";

/** The pieces of fuzzed query strings: some that parsers, templates and databases stumble over, and some that are right. */
const PARTS = [
  ...["user_name", "email", "pincode", "limit", "next", "__proto__", "constructor", "user_name[]", "id", "status"],
  ...["=", "=", "=", "&", "&", "&", "&&", ";", "%", "%%", "%2", "%zz", "%00", "%0d%0a", "%E0%A4%A", "%F0%9F%90%9D"],
  ...["%ED%A0%80", "%C0%80", "%FF%FE", "+", "%2B", "%26", "%3D", "?", "/", "..%2f", "\\", "'", '"', "`", "<", ">"],
  ...["<script>alert(1)</script>", "%3Cimg%20src=x%20onerror=alert(1)%3E", "$%7B7*7%7D", "{{7*7}}", "[]", "{}", "null"],
  ...["ada@example.com", "a1@b.com", "1234", "123456", "1e9", "-1", "NaN", "99999999999999999999", "%E2%80%AE"],
  ...[
    "\u00e9",
    "\u00ff",
    "\u0080",
    "%u0041",
    "data:text/html,x",
    "javascript:alert(1)",
    "a".repeat(300),
    "%41".repeat(200),
  ],
];

/** The most parts of one query string: now and then they make it longer than what is taken. */
const MOST_PARTS = 24;

/** The pages that are looked at, once so many query strings have been sent. */
const LOOK_EVERY = 500;

/** The outcome of fuzzing. */
export interface FuzzAccount {
  sent: number;
  /** Answers by their hundreds: `{ "2xx": 12, "4xx": 988 }`. */
  answers: Record<string, number>;
  serverErrors: number;
  unanswered: number;
  /** Pages that were looked at, and what was wrong with them. */
  pages: number;
  brokenPages: string[];
  balances: boolean;
}

/** A query string, by seed and place; half of them begin with a right entry whose name is fuzzed. */
export function fuzzedQuery(seed: string, index: number): string {
  const random = createRandom(`${seed}/${index}`);
  const parts = Array.from({ length: 1 + (random() % MOST_PARTS) }, () => PARTS[random() % PARTS.length] ?? "").join(
    "",
  );
  const text = index % 2 === 0 ? parts : `email=a@b.com&pincode=1234&user_name=${seed}+${index}${parts}`;
  // A request line holds no blanks and no control characters; everything else may well be sent.
  return text.replace(/[^\u0021-\u00ff]/g, "").replaceAll("#", "");
}

/** Sends fuzzed query strings, asks for a page instead of JSON each other time, and looks at the pages of entries now and then. */
export async function fuzz(
  api: IngestionApi,
  { count, concurrency, seed }: { count: number; concurrency: number; seed: string },
  onSent: () => void,
): Promise<FuzzAccount> {
  const account: FuzzAccount = {
    ...{ sent: 0, answers: {}, serverErrors: 0, unanswered: 0, pages: 0, brokenPages: [], balances: false },
  };
  const turns = Array.from({ length: count }).keys();
  const worker = async () => {
    for (const index of turns) {
      const isPage = index % 4 < 2;
      const answer = await api
        .send("GET", fuzzedQuery(seed, index), isPage ? { accept: "text/html" } : {})
        .catch((error: Error) => error);
      account.sent += 1;
      note(account, answer, isPage);
      onSent();
      if (account.sent % LOOK_EVERY === 0) await lookAtPages(api, account);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  await lookAtPages(api, account);
  account.balances = account.serverErrors + account.unanswered + account.brokenPages.length === 0;
  return account;
}

function note(account: FuzzAccount, answer: IngestionAnswer | Error, isPage: boolean): void {
  if (answer instanceof Error) {
    account.unanswered += 1;
    account.brokenPages.push(`no answer: ${answer.message}`);
    return;
  }
  const hundreds = `${Math.floor(answer.status / 100)}xx`;
  account.answers[hundreds] = (account.answers[hundreds] ?? 0) + 1;
  if (answer.status >= 500) account.serverErrors += 1;
  // A throttled answer and one of the HTTP server itself are no pages.
  if (isPage && answer.contentType.startsWith("text/html")) check(account, answer);
}

/** Every page of cards, from the first to the last. */
async function lookAtPages(api: IngestionApi, account: FuzzAccount): Promise<void> {
  let query: string | undefined = "limit=200";
  while (query !== undefined) {
    const answer: IngestionAnswer = await api.send("GET", query, { accept: "text/html" });
    if (answer.status === 429) continue;
    if (answer.status !== 200) account.brokenPages.push(`the page of entries answered ${answer.status}`);
    check(account, answer);
    query = answer.text.match(/<a rel="next" href="\?([^"]+)"/)?.[1]?.replaceAll("&amp;", "&");
  }
}

function check(account: FuzzAccount, { text, policy }: IngestionAnswer): void {
  account.pages += 1;
  const tags = new Set([...text.matchAll(/<([a-z!][a-z0-9]*)/gi)].map(([, tag = ""]) => tag.toLowerCase()));
  const foreign = [...tags].filter((tag) => !OWN_TAGS.has(tag));
  if (foreign.length > 0) account.brokenPages.push(`a page has the tags ${foreign.join(", ")}`);
  if (!text.trimEnd().endsWith("</html>")) account.brokenPages.push("a page ends too early");
  if (!policy.startsWith("default-src 'none'")) account.brokenPages.push("a page has no policy");
}

/** The tags that the pages are made of: any other one came from outside. */
const OWN_TAGS = new Set([
  ...["!doctype", "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "form", "p", "div", "label"],
  ...["input", "button", "ul", "li", "article", "dl", "dt", "dd", "bdi", "nav", "a"],
]);

/** Whole numbers, the same for the same seed. */
function createRandom(seed: string): () => number {
  let block = createHash("sha256").update(seed).digest();
  let place = 0;
  return () => {
    if (place === block.length) {
      block = createHash("sha256").update(block).digest();
      place = 0;
    }
    place += 2;
    return block.readUInt16LE(place - 2);
  };
}
