import { InvalidArgumentError, Option } from "commander";

/** A parser for commander: a whole number from `min` to `max`. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`It must be a whole number ${range}.`);
  };
}

/** A parser for commander: a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}

/** A parser for commander: an `http` or `https` URL. */
export function httpUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError("It must be a URL such as http://127.0.0.1:4510/execute-api/abcde12345.");
}

/** For an API that takes signed requests. */
export function signOption(): Option {
  return new Option(
    "--sign",
    "sign requests with your AWS credentials (without it: where the outputs say that the API asks for it)",
  ).conflicts("token");
}

/** For an API that takes tokens. */
export function tokenOption(): Option {
  return new Option("--token <jwt>", "send this token of the API's issuer with every request");
}
