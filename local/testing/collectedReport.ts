import type { Report } from "../base/report";

/** Collects the lines that functions, containers and the local cloud report, each as `"<source>: <line>"`. */
export class CollectedReport {
  readonly lines: string[] = [];
  readonly #waiting = new Set<() => void>();

  readonly report: Report = {
    stage() {},
    log: (source, line) => this.#note(source, line),
    warn: (source, line) => this.#note(source, line),
  };

  /** Resolves at the first line that matches, past or to come. */
  reported(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.lines.find((line) => pattern.test(line));
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  #note(source: string, line: string): void {
    this.lines.push(`${source}: ${line}`);
    for (const look of this.#waiting) look();
  }
}
