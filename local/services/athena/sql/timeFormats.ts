import { notSupported } from "../queryError";

/** MySQL's format letters, as `date_format` has them, in those of strftime. */
const MYSQL: Readonly<Record<string, string>> = {
  ...{ a: "%a", b: "%b", c: "%-m", d: "%d", e: "%-d", f: "%f", H: "%H", h: "%I", I: "%I", i: "%M", j: "%j", k: "%-H" },
  ...{ l: "%-I", M: "%B", m: "%m", p: "%p", r: "%I:%M:%S %p", S: "%S", s: "%S", T: "%H:%M:%S", v: "%V", W: "%A" },
  ...{ x: "%G", Y: "%Y", y: "%y", "%": "%%" },
};

/** Joda's format letters, as `format_datetime` has them. */
const JODA: Readonly<Record<string, string>> = {
  ...{
    y: "%Y",
    yyyy: "%Y",
    yy: "%y",
    M: "%-m",
    MM: "%m",
    MMM: "%b",
    MMMM: "%B",
    d: "%-d",
    dd: "%d",
    D: "%-j",
    DDD: "%j",
  },
  ...{ H: "%-H", HH: "%H", h: "%-I", hh: "%I", m: "%-M", mm: "%M", s: "%-S", ss: "%S", SSS: "%g", a: "%p" },
  ...{ E: "%a", EEE: "%a", EEEE: "%A", e: "%u", ww: "%V", xxxx: "%G" },
};

/** Numbers may have any digits where they are read: strptime knows no `%-d`. */
const READ: Readonly<Record<string, string>> = {
  ...{ "%-m": "%m", "%-d": "%d", "%-H": "%H", "%-I": "%I", "%-M": "%M", "%-S": "%S", "%-j": "%j" },
};
/** `%y` begins its hundred years elsewhere. */
const UNREADABLE: ReadonlySet<string> = new Set(["%V", "%G", "%u", "%a", "%A", "%y"]);

export type Use = "write" | "read";

/** @throws QueryError for a letter that has no counterpart */
export function mysqlFormat(format: string, use: Use): string {
  const translated = format.replace(/%(.?)|[^%]+/gs, (part, letter: string | undefined) => {
    if (letter === undefined) return part;
    const found = Object.hasOwn(MYSQL, letter) ? MYSQL[letter] : undefined;
    if (found === undefined) throw notSupported(`%${letter} in the format '${format}'`);
    return usable(found, use, format);
  });
  return readable(translated, use, format);
}

/** @throws QueryError for letters that have no counterpart */
export function jodaFormat(format: string, use: Use): string {
  const translated = format.replace(
    /''|'((?:[^']|'')+)'|([A-Za-z])\2*|./gs,
    (part, quoted: string | undefined, letter?: string) => {
      if (part === "''") return "'";
      if (quoted !== undefined) return quoted.replaceAll("''", "'").replaceAll("%", "%%");
      if (letter === undefined) return part.replaceAll("%", "%%");
      const found = Object.hasOwn(JODA, part) ? JODA[part] : undefined;
      if (found === undefined) throw notSupported(`${part} in the format '${format}'`);
      return usable(found, use, format);
    },
  );
  return readable(translated, use, format);
}

/** Reads times as Trino does: what a text does not say is that of 1970 in Trino, that of 1900 in DuckDB. */
function readable(translated: string, use: Use, format: string): string {
  if (use === "write" || translated.includes("%Y")) return translated;
  throw notSupported(`reading a time without its year by the format '${format}'`);
}

function usable(specifier: string, use: Use, format: string): string {
  if (use === "write") return specifier;
  if (UNREADABLE.has(specifier)) throw notSupported(`reading a time by the format '${format}'`);
  return READ[specifier] ?? specifier;
}
