/**
 * Refuses what is set within a property and not honoured here. Empty lists and texts set nothing, nor does `false`.
 *
 * @param where how the property is called in messages: `"origins"`
 * @throws Error that names the member
 */
export function onlyMembers(where: string, given: object, known: readonly string[]): void {
  const isSet = (value: unknown) =>
    value !== undefined &&
    value !== null &&
    value !== "" &&
    value !== false &&
    !(Array.isArray(value) && value.length === 0);
  const [unknown] = Object.entries(given).find(([name, value]) => isSet(value) && !known.includes(name)) ?? [];
  if (unknown === undefined) return;
  throw new Error(`${where}: ${unknown} is not supported locally yet: leave it out (supported: ${known.join(", ")})`);
}
