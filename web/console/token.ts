const TOKEN = "sluice.token";

/** Keeps a token for requests of this tab, until the tab is closed. */
export function keepToken(token: string): void {
  sessionStorage.setItem(TOKEN, token);
}

/** The token of who this tab is signed in as; empty where nobody is. */
export function keptToken(): string {
  return sessionStorage.getItem(TOKEN) ?? "";
}
