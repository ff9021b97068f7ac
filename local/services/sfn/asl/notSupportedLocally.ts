/** Something that AWS accepts and the local cloud would not do. */
export class NotSupportedLocally extends Error {
  override readonly name = "NotSupportedLocally";
}
