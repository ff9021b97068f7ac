import { createHash } from "node:crypto";

/** Every kind of request of a run. */
export const KINDS = {
  valid: { status: 201, wrong: [] },
  "valid, of any characters": { status: 201, wrong: [] },
  "valid, by the form": { status: 201, wrong: [] },
  "valid, sent again": { status: 201, wrong: [] },
  "email wrong": { status: 202, wrong: ["email"] },
  "email missing": { status: 202, wrong: ["email"] },
  "pincode wrong": { status: 202, wrong: ["pincode"] },
  "pincode missing": { status: 202, wrong: ["pincode"] },
  "email and pincode wrong": { status: 400, wrong: ["email", "pincode"] },
  "user_name missing": { status: 400, wrong: ["user_name"] },
  "user_name too long": { status: 400, wrong: ["user_name"] },
  "user_name and email wrong": { status: 400, wrong: ["user_name", "email"] },
  "everything wrong": { status: 400, wrong: ["user_name", "email", "pincode"] },
  "email twice": { status: 400, wrong: ["email"] },
  "field unknown": { status: 400, wrong: ["colour"] },
  "percent broken": { status: 400, wrong: ["user_name"] },
  "query too long": { status: 414, wrong: [] },
  "body too long": { status: 413, wrong: [] },
} as const satisfies Record<string, Expectation>;

interface Expectation {
  status: number;
  /** The fields that the answer must name, and no others. */
  wrong: readonly string[];
}

export type Kind = keyof typeof KINDS;

/** One request that is going to be made. */
export interface PlannedEntry {
  kind: Kind;
  method: "GET" | "POST";
  /** Encoded; a query string, or a form's body. */
  text: string;
  /** The text by which the entry is found in the list; absent where it must not get there. */
  userName?: string;
  expected: Expectation;
}

/** How many of every ten requests are valid; the other kinds share the rest. */
const VALID_OF_TEN = 5;

const VALID = (Object.keys(KINDS) as Kind[]).filter((kind) => KINDS[kind].status === 201);
const OTHERS = (Object.keys(KINDS) as Kind[]).filter((kind) => KINDS[kind].status !== 201);

/** Characters that break receivers that decode, trim, split or print a name without care. */
const NASTY = [
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(1)>`,
  "O'Neil & Søns 100% +1",
  "Zoë 🐝 Łódź",
  "\u0000\u0007\u001b[31m",
  "مرحبا \u202eabc",
  "a=b&c=d;e",
  "#{jndi:x} {{7*7}} <%= 1 %>",
  "  spaces\t\r\n around  ",
  "constructor",
];

/** Decides every request beforehand. @param runId is in every name: two runs never mix */
export function planEntries(count: number, runId: string): PlannedEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / 10);
    const place = index % 10;
    const kinds = place < VALID_OF_TEN ? VALID : OTHERS;
    const turn =
      place < VALID_OF_TEN ? round * VALID_OF_TEN + place : round * (10 - VALID_OF_TEN) + place - VALID_OF_TEN;
    const kind = kinds[turn % kinds.length] ?? "valid";
    return plan(kind, `${runId} ${index}`, index, draw(runId, index));
  });
}

function plan(kind: Kind, name: string, index: number, digits: string): PlannedEntry {
  const email = `a${digits.slice(0, 8)}@b${index}.com`;
  const pincode = digits.replace(/\D/g, "0").slice(0, 4 + (index % 3));
  const right = { user_name: name, email, pincode };
  const nasty = `${name} ${NASTY[index % NASTY.length]}`;
  const badEmail = [`1${email}`, `${email}.org`, "a.b@c.com", "@b.com", "a@.com", "a@b.COM"][index % 6] ?? "";
  const badPincode = ["123", "1234567", "12 34", "१२३४", "-1234", "12.3"][index % 6] ?? "";
  const { user_name: _, ...nameless } = right;
  const { email: __, ...unaddressed } = right;
  const { pincode: ___, ...pinless } = right;
  const texts: Record<Kind, string> = {
    valid: form(right),
    "valid, of any characters": form({ ...right, user_name: nasty }),
    "valid, by the form": form(right),
    "valid, sent again": form(right),
    "email wrong": form({ ...right, email: badEmail }),
    "email missing": form(unaddressed),
    "pincode wrong": form({ ...right, pincode: badPincode }),
    "pincode missing": form({ ...pinless, pincode: "" }),
    "email and pincode wrong": form({ ...right, email: badEmail, pincode: badPincode }),
    "user_name missing": form(nameless),
    "user_name too long": form({ ...right, user_name: name.padEnd(101, "x") }),
    "user_name and email wrong": form({ ...right, user_name: "", email: badEmail }),
    "everything wrong": form({ user_name: "", email: badEmail, pincode: badPincode }),
    "email twice": `${form(right)}&email=second@b.com`,
    "field unknown": `${form(right)}&colour=red`,
    "percent broken": form(right).replace("user_name=", "user_name=%E0%A4%A"),
    "query too long": form({ ...right, user_name: "x".repeat(5_000) }),
    "body too long": form({ ...right, user_name: "x".repeat(5_000) }),
  };
  const expected = KINDS[kind];
  const isStored = expected.status === 201;
  return {
    kind,
    method: ["valid, by the form", "body too long"].includes(kind) ? "POST" : "GET",
    text: texts[kind],
    ...(isStored && { userName: kind === "valid, of any characters" ? nasty : name }),
    expected,
  };
}

function form(fields: Record<string, string>): string {
  return new URLSearchParams(fields).toString();
}

/** Hexadecimal digits, by run and place. */
function draw(runId: string, index: number): string {
  return createHash("sha256").update(`${runId}/${index}`).digest("hex");
}
