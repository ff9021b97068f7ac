/** Glue keeps names in small letters; a name with others would never be equal to itself in Athena. */
export function catalogName(property: string, value: string): string {
  if (/^[a-z0-9_]{1,255}$/.test(value)) return value;
  throw new Error(
    `${property} must be 1 to 255 small letters, digits and underscores, so that Athena takes it without quotes, got "${value}"`,
  );
}

export function ownCatalog(catalogId: unknown, account: string): void {
  if (catalogId === undefined || catalogId === account) return;
  throw new Error(`catalogId must be ${account} locally, got "${String(catalogId)}"`);
}
