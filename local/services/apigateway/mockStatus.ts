/**
 * Reads the status that a MOCK integration's request names: JSON, or the loose form that AWS takes too, such as `{statusCode: 200}`, which
 * the CDK writes. It has to be a number.
 *
 * Recorded: what AWS took and refused, in LocalStack's tests/unit/services/apigateway/test_mock_integration.py. Objects within the object
 * are read in JSON only.
 */
export function mockStatus(request: string): number | undefined {
  const members = jsonMembers(request) ?? looseMembers(request);
  const status = members?.get("statusCode");
  return Number.isInteger(status) ? Number(status) : undefined;
}

type Members = ReadonlyMap<string, unknown>;

function jsonMembers(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
  } catch {
    return undefined;
  }
}

/** @returns `undefined` for what is not even that */
function looseMembers(text: string): Members | undefined {
  const [, inner] = text.match(/^\s*\{(.*)\}\s*$/s) ?? [];
  if (inner === undefined) return undefined;
  const members = new Map<string, unknown>();
  for (const member of inner.split(",").map((part) => part.trim())) {
    if (member === "") continue;
    const [, key, value] = member.match(/^([^:]+?)\s*:\s*(.+)$/s) ?? [];
    const name = key === undefined ? undefined : unquoted(key);
    if (name === undefined || value === undefined || /^[[{]/.test(name) || !isClosed(value)) return undefined;
    members.set(name, /^-?\d+$/.test(value) ? Number(value) : value);
  }
  return members;
}

/** @returns `undefined` where the quote that opens does not close */
function unquoted(text: string): string | undefined {
  const [quote = ""] = text;
  if (quote !== "'" && quote !== '"') return text;
  return text.length > 1 && text.endsWith(quote) ? text.slice(1, -1) : undefined;
}

const CLOSING: Readonly<Record<string, string>> = { "[": "]", "{": "}", "'": "'", '"': '"' };

function isClosed(value: string): boolean {
  const closing = CLOSING[value[0] ?? ""];
  return closing === undefined || (value.length > 1 && value.endsWith(closing));
}
