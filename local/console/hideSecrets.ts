/** Words in the names of members whose values are nobody's business. */
const WORDS = [
  "password",
  "passwd",
  "secret",
  "token",
  "authorization",
  "api[-_]?key",
  "credential",
  "private[-_]?key",
];
/** The same for short words, which are part of others: a name in camel case, or with dashes, says where one begins and ends. */
const PIN = "(?<![A-Za-z])[Pp]in(?![a-z])|(?<=[a-z])Pin(?![a-z])|PIN";

const NAMES = [...WORDS.map(inAnyCase), PIN].join("|");
/** A member with such a word at its end names, counts or tells the kind of a secret, and is none. */
const NO_SECRET = "(?!(?:[Ii]d|[Aa]rn|[Nn]ame|[Tt]ype|[Cc]ount)\\b)";

/** A member of JSON, or of JSON within a text of JSON, to any depth: the quotes of a level have the same backslashes before them. */
const SECRET = new RegExp(
  `(?<!\\\\)(\\\\*)"([\\w.-]*(?:${NAMES})${NO_SECRET}[\\w.-]*)\\1"(\\s*:\\s*)\\1"(?:.*?)(?:(?<!\\\\)\\1"|$)`,
  "gs",
);

/** Hides the values of members whose names say that they are secret. A text that is cut off within one is hidden to its end. */
export function hideSecrets(text: string): string {
  return text.replace(SECRET, (_, slashes: string, name: string, colon: string) => {
    return `${slashes}"${name}${slashes}"${colon}${slashes}"[hidden]${slashes}"`;
  });
}

/** Makes a pattern of small letters one of letters in any case; what stands in brackets is kept. */
function inAnyCase(pattern: string): string {
  return pattern.replace(/\[[^\]]*\]|[a-z]/g, (part) => (part.length > 1 ? part : `[${part.toUpperCase()}${part}]`));
}
