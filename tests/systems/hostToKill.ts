import { silentReport } from "../../local/base/report";
import { start } from "../../local/cloud";

/** The start of a host, as a test asks for it. */
export interface HostRequest {
  folder: string;
  config?: Readonly<Record<string, unknown>>;
  workFolder: string;
  port: number;
  /** Prints what functions and containers log, too. */
  printsLogs?: boolean;
}

/** Runs a local cloud for a test to kill: it keeps its data, and prints the program's outputs as its first line, or its logs before that. */
async function main({ folder, config, workFolder, port, printsLogs = false }: HostRequest): Promise<void> {
  // The test's end is its end, however that comes about.
  process.stdin.on("end", () => process.exit(1)).resume();
  const report = printsLogs ? { ...silentReport, log: (_: string, line: string) => console.log(line) } : silentReport;
  const program = { folder, stack: "local", ...(config && { config }) };
  const { outputs } = await start(program, { port, workFolder, keep: true, report });
  console.log(JSON.stringify(outputs));
}

if (require.main === module) {
  main(JSON.parse(process.argv[2] ?? "") as HostRequest).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
}
