/** The change that an evaluation made to one resource. */
export interface Change {
  kind: ChangeKind;
  urn: string;
  type: string;
  name: string;
  /** The input properties that differ, in an update or a replacement. */
  properties: readonly string[];
}
export type ChangeKind = "created" | "updated" | "replaced" | "deleted";
