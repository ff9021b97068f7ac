import type { ProgramView } from "./parts";

/**
 * Keeps what follows from the program's resources until one of them is another one: open pages look every second, and a program of many
 * systems has thousands of resources.
 */
export function keptOf<Made, More extends readonly unknown[]>(
  make: (program: ProgramView, ...more: More) => Made,
): (program: ProgramView, ...more: More) => Made {
  const kept = new WeakMap<ProgramView, { from: readonly unknown[]; made: Made }>();
  return (program, ...more) => {
    // A resource that is changed gets another state, and one may find its section after it was made.
    const from = program.resources().flatMap(({ urn, state, inputs }) => [state, inputs, program.sectionOf(urn)]);
    const known = kept.get(program);
    if (known?.from.length === from.length && known.from.every((each, index) => each === from[index])) {
      return known.made;
    }
    const made = make(program, ...more);
    kept.set(program, { from, made });
    return made;
  };
}
