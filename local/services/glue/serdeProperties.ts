import type { TableSpec } from "./glue";

export const JSON_SERDE = "org.openx.data.jsonserde.JsonSerDe";
const TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat";

/** `"paths"` and `"serialization.format"` are what crawlers and consoles leave, and mean nothing to this SerDe. */
const WITHOUT_MEANING: ReadonlySet<string> = new Set(["paths", "serialization.format"]);
const FLAGS: ReadonlySet<string> = new Set(["ignore.malformed.json", "case.insensitive", "use.null.for.invalid.data"]);

/** The settings by which the SerDe reads a table's rows. Source: Athena User Guide, "OpenX JSON SerDe". */
export interface SerdeProperties {
  /** Lines that are no JSON object become rows of NULLs instead of failing the query. */
  ignoreMalformed: boolean;
  /** Keys are compared in small letters. */
  caseInsensitive: boolean;
  /** A value that does not fit its column becomes NULL instead of failing the query. */
  nullForInvalid: boolean;
  /** The key in the data, of columns that have another name. */
  mapping: Readonly<Record<string, string>>;
}

/** @throws Error that names what of the table's format the local cloud does not read */
export function checkSerde({ serdeLibrary, serdeParameters, inputFormat, parameters }: TableSpec): void {
  if (serdeLibrary !== JSON_SERDE) {
    throw new Error(
      `storageDescriptor.serDeInfo.serializationLibrary "${serdeLibrary}" is not supported locally (supported: ${JSON_SERDE})`,
    );
  }
  if (inputFormat !== undefined && inputFormat !== TEXT_INPUT) {
    throw new Error(
      `storageDescriptor.inputFormat "${inputFormat}" is not supported locally (supported: ${TEXT_INPUT})`,
    );
  }
  for (const [name, value] of Object.entries(serdeParameters)) {
    if (WITHOUT_MEANING.has(name) || name.startsWith("mapping.")) continue;
    const known = FLAGS.has(name) || name === "dots.in.keys";
    if (!known || (name === "dots.in.keys" && value.toLowerCase() !== "false")) {
      throw new Error(
        `storageDescriptor.serDeInfo.parameters: ${name} = ${value} is not supported locally (supported: ${[...FLAGS].join(", ")}, mapping.<column>)`,
      );
    }
    if (!/^(true|false)$/i.test(value)) {
      throw new Error(`storageDescriptor.serDeInfo.parameters: ${name} must be TRUE or FALSE, got "${value}"`);
    }
  }
  for (const name of Object.keys(parameters)) {
    if (!/^skip\.|^serialization\.|^storage\.(?!location\.template$)/.test(name)) continue;
    throw new Error(`parameters: "${name}" is not supported locally yet: unset it for this stack`);
  }
}

export function serdeProperties({ serdeParameters }: Pick<TableSpec, "serdeParameters">): SerdeProperties {
  const isTrue = (name: string, fallback: boolean) =>
    (serdeParameters[name] ?? String(fallback)).toLowerCase() === "true";
  return {
    ignoreMalformed: isTrue("ignore.malformed.json", false),
    caseInsensitive: isTrue("case.insensitive", true),
    nullForInvalid: isTrue("use.null.for.invalid.data", false),
    mapping: Object.fromEntries(
      Object.entries(serdeParameters)
        .filter(([name]) => name.startsWith("mapping."))
        .map(([name, key]) => [name.slice("mapping.".length).toLowerCase(), key]),
    ),
  };
}
