import { outputNamed, readOutputs } from "../outputsFile";

/**
 * The value that an argument stands for: an output of what runs here, by its path in dots (`eventAggregator.failureQueueUrl`), or the argument
 * itself, such as a name or a URL.
 */
export function namedValue(workFolder: string, argument: string): string {
  const found = outputNamed(readOutputs(workFolder) ?? {}, argument);
  return typeof found === "string" ? found : argument;
}
