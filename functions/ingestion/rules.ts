/**
 * The rule for one field of an entry. Rules are plain data, so that the workflow, the form on the page and a traffic generator can all
 * follow the same ones.
 */
export interface FieldRule {
  /** The query parameter, and the attribute of the stored item: 1 to 40 lower-case letters, digits and underscores. */
  name: string;
  /** The label that people read beside the field. */
  label: string;
  /**
   * The source of a regular expression that the whole value must match, in the syntax that JavaScript's `v` flag and an HTML form's
   * `pattern` share. It meets whatever the internet sends, so it must not backtrack.
   * @default any text will do
   */
  pattern?: string;
  /** UTF-16 code units, as an HTML form's `maxlength` counts them; 1 to 1,000. */
  maxLength: number;
  /** Completes "the value must be ...", in words. */
  words: string;
  /**
   * A person may decide about an entry of which this field is wrong, as long as another field of this kind is right.
   * @default such an entry is refused
   */
  approvable?: boolean;
}

/** The rules that hold unless a caller gives others. */
export const DEFAULT_RULES: readonly FieldRule[] = [
  { name: "user_name", label: "Name", maxLength: 100, words: "1 to 100 characters of any kind" },
  {
    name: "email",
    label: "E-mail",
    pattern: "[A-Za-z][A-Za-z0-9]*@[A-Za-z0-9]+\\.com",
    maxLength: 254,
    words: "a letter, then letters or digits, @, letters or digits, and .com",
    approvable: true,
  },
  {
    name: "pincode",
    label: "PIN code",
    pattern: "[0-9]{4,6}",
    maxLength: 6,
    words: "4 to 6 digits",
    approvable: true,
  },
];

/** Names that fields cannot have: attributes that every item has besides its fields, and the parameters of a list. */
export const RESERVED_NAMES: readonly string[] = [
  "id",
  "status",
  "fingerprint",
  "execution",
  "created_at",
  "request_id",
  "stored_at",
  "closed_at",
  "pending",
  "reasons",
  "expires_at",
  "task_token",
  "decision",
  "decided_at",
  "limit",
  "next",
];
