/** A double as Java writes it, and so Athena: `1.0`, `1.0E10`, `1.0E-5`. Source: Java SE API, `Double.toString`. */
export function javaDouble(value: number): string {
  return javaText(value, String(Math.abs(value)));
}

/** A float as Java writes it: with as many digits as tell it from its neighbours. */
export function javaFloat(value: number): string {
  for (let digits = 1; digits < 10; digits++) {
    const text = Math.abs(value).toPrecision(digits);
    if (Math.fround(Number(text)) === Math.abs(value)) return javaText(value, String(Number(text)));
  }
  return javaText(value, String(Math.abs(value)));
}

function javaText(value: number, magnitude: string): string {
  if (Number.isNaN(value)) return "NaN";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (!Number.isFinite(value)) return `${sign}Infinity`;
  if (value === 0) return `${sign}0.0`;
  const size = Math.abs(value);
  const [digits = "", exponent = 0] = digitsOf(magnitude);
  if (size >= 1e-3 && size < 1e7) {
    const plain = exponent < 0 ? `${"0".repeat(-exponent)}${digits}` : digits.padEnd(exponent + 1, "0");
    const point = Math.max(exponent, 0) + 1;
    return `${sign}${plain.slice(0, point)}.${plain.slice(point) || "0"}`;
  }
  return `${sign}${digits.slice(0, 1)}.${digits.slice(1) || "0"}E${exponent}`;
}

/** The significant digits of a number that JavaScript has written, and the power of ten of the first of them. */
function digitsOf(text: string): [digits: string, exponent: number] {
  const [mantissa = "", power = "0"] = text.split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = whole + fraction;
  const leading = all.length - all.replace(/^0+/, "").length;
  return [all.slice(leading).replace(/0+$/, "") || "0", Number(power) + whole.length - 1 - leading];
}
