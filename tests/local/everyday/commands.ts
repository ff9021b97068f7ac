/** A command line of the AWS CLI. */
export interface Command {
  /** Without `aws`; `$NAME` stands for what an earlier command has put there. */
  readonly args: readonly string[];
  /** The shell's variable that takes what is printed. */
  readonly variable?: string;
}

/** A block of shell on a page. */
const BLOCK = /^```sh\n(.*?)^```$/gms;
/** `aws ...`, or `NAME=$(aws ...)`. */
const COMMAND = /^(?:([A-Z]+)=\$\()?aws (.+?)\)?$/;
/** A word of a command line: in quotes of either kind, or without. */
const WORD = /'([^']*)'|"([^"]*)"|(\S+)/g;

/** Reads the commands of a page's blocks, in their order. */
export function commandsIn(page: string): readonly Command[] {
  return [...page.matchAll(BLOCK)].flatMap(([, block = ""]) =>
    block.split("\n").flatMap((line) => {
      const [, variable, words] = COMMAND.exec(line) ?? [];
      if (words === undefined) return [];
      const args = [...words.matchAll(WORD)].map(([, single, double, plain]) => single ?? double ?? plain ?? "");
      return [{ args, ...(variable !== undefined && { variable }) }];
    }),
  );
}
