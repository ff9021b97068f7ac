/**
 * The members of a list as a query call writes it: `"Entries.member.1.Id"` and `"Entries.member.1.Message"` are one member of
 * `"Entries.member"`, `{ Id, Message }`.
 * Source: Smithy, "AWS query protocol", "Request serialization".
 */
export function queryMembers(params: Readonly<Record<string, unknown>>, list: string): Record<string, unknown>[] {
  const members = new Map<number, Record<string, unknown>>();
  for (const [name, value] of Object.entries(params)) {
    if (!name.startsWith(`${list}.`)) continue;
    const [index = "", ...rest] = name.slice(list.length + 1).split(".");
    const member = members.get(Number(index)) ?? {};
    member[rest.join(".")] = value;
    members.set(Number(index), member);
  }
  return [...members].sort(([a], [b]) => a - b).map(([, member]) => member);
}
