import { notSupported } from "../queryError";
import { cast, constant, type Expression } from "./ast";

/**
 * Times that are the same in all of a query: those of its submission.
 * @param name in small letters
 * @param now milliseconds since the Unix epoch
 * @returns `undefined` for what is no such name
 */
export function currentTime(name: string, now: number): Expression | undefined {
  const [date = "", time = ""] = new Date(now).toISOString().replace("Z", "").split("T");
  switch (name) {
    case "current_timestamp":
      return cast(constant("VARCHAR", `${date} ${time}+00`), "TIMESTAMP WITH TIME ZONE");
    case "localtimestamp":
      return cast(constant("VARCHAR", `${date} ${time}`), "TIMESTAMP");
    case "current_date":
      return cast(constant("VARCHAR", date), "DATE");
    case "current_time":
    case "localtime":
    case "current_user":
      throw notSupported(name);
    default:
      return undefined;
  }
}
