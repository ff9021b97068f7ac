/** US dollars, with two digits that say something where there are cents, and no more than six. */
export function dollarsOf(dollars: number): string {
  if (dollars === 0) return "$0";
  if (dollars < 0.000001) return "< $0.000001";
  const digits = dollars >= 0.1 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(dollars)));
  return `$${dollars.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}
