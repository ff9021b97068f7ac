import fc from "fast-check";

/** Names that JavaScript, Python or DynamoDB give a meaning of their own. */
export const SPECIAL_NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "toString",
  "toLocaleString",
  "toJSON",
  "valueOf",
  "then",
  "length",
  "name",
  "__defineGetter__",
  "__lookupSetter__",
  "SummaryID",
  "ItemCount",
  "UpdatedAt",
  "applied:1",
  "id",
  "status",
  "$metadata",
  "#f0",
  ":f0",
  "",
  " ",
  ".",
  "..",
  "a.b[0]",
  "NaN",
  "Infinity",
  "-0",
  "1e400",
  "99999999999999999999999999999999999999999",
  "\0",
  "\u0007\u001b[31m\r\n",
  "\ufeff",
  "\u202eexe",
  "\ud800",
  "x\udc00",
  `${"x".repeat(39)}🐝y`,
  "n".repeat(128),
  "n".repeat(129),
  "k".repeat(2048),
  "k".repeat(2049),
];

/** Any name that data may bring: special ones often. */
export const anyName = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SPECIAL_NAMES) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
);

/** Any JSON value, with special names among those of its objects and huge numbers among its values. */
export const anyJson = fc.oneof(
  fc.jsonValue(),
  fc
    .array(fc.tuple(anyName, fc.oneof(fc.jsonValue(), fc.double(), fc.maxSafeInteger(), anyName)), { maxLength: 8 })
    .map((entries) => Object.fromEntries(entries)),
);

/** Tells whether UTF-8 can carry a text: whether no half of a surrogate pair is in it. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
