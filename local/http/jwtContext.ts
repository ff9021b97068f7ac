/** The claims of a token, as integrations and logs get them. */
export interface JwtContext {
  /** Every claim as text. */
  claims: Readonly<Record<string, string>>;
  /** Scopes of the token, where the route asks for some. */
  scopes: readonly string[] | null;
}
