/**
 * Reads a `Retry-After`: whole seconds, or one of the three forms of a date (RFC 9110, sections 10.2.3 and 5.6.7).
 * @param nowMs milliseconds since the Unix epoch
 * @returns milliseconds from now on, never negative; `undefined` for what is neither
 */
export function retryAfterMs(value: string, nowMs: number): number | undefined {
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = httpDate(text, nowMs);
  return at === undefined ? undefined : Math.max(0, at - nowMs);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const TIME = String.raw`(?<hours>\d\d):(?<minutes>\d\d):(?<seconds>\d\d)`;
/** `Sun, 06 Nov 1994 08:49:37 GMT`, and its obsolete forms `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. */
const FORMS = [
  new RegExp(String.raw`^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) ${TIME} GMT$`),
  new RegExp(String.raw`^[A-Z][a-z]{5,8}, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) ${TIME} GMT$`),
  new RegExp(String.raw`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) ${TIME} (?<year>\d{4})$`),
];

function httpDate(text: string, nowMs: number): number | undefined {
  for (const form of FORMS) {
    const parts = form.exec(text)?.groups;
    const month = MONTHS.indexOf(parts?.month ?? "");
    if (parts === undefined || month < 0) continue;
    const [day, hours, minutes, seconds] = [parts.day, parts.hours, parts.minutes, parts.seconds].map(Number);
    const at = new Date(Date.UTC(fullYear(parts.year ?? "", nowMs), month, day, hours, minutes, seconds));
    // 31 June would be 1 July, and 24:00:00 the next day.
    return at.getUTCDate() === day && at.getUTCHours() === hours ? at.getTime() : undefined;
  }
  return undefined;
}

/** A year of two digits that would be more than 50 years ahead was one of the century before (RFC 9110, section 5.6.7). */
function fullYear(year: string, nowMs: number): number {
  if (year.length > 2) return Number(year);
  const thisYear = new Date(nowMs).getUTCFullYear();
  const guess = thisYear - (thisYear % 100) + Number(year);
  return guess > thisYear + 50 ? guess - 100 : guess;
}
