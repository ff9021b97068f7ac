import { JournalFile } from "../../../local/base/journal";

// Appends numbers to a journal and tells each when it is recorded, until it is killed.
async function main(): Promise<void> {
  const words: string[] = [];
  const parts = { replay: (word: string) => void words.push(word), snapshot: () => words };
  const journal = new JournalFile<string>(process.argv[2] ?? "", parts, { compactAbove: 10_000 });
  for (let count = 1; ; count++) {
    words.push(String(count));
    journal.append(String(count));
    await undefined;
    process.stdout.write(`${count}\n`);
    // The pipe is written to between turns.
    if (count % 100 === 0) await new Promise(setImmediate);
  }
}

void main();
