import type { CodeLog } from "../../../functions/shared/ownCode/codeLog";

const nothing = () => undefined;

/** A logger whose lines nobody reads. */
export const SILENT: CodeLog = { debug: nothing, info: nothing, warn: nothing, error: nothing };
