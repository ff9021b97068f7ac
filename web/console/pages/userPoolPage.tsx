import { useState } from "react";
import { Nothing } from "../../shared/parts/notices";
import { signInAs, type Tokens, useLive, viewOf } from "../api";
import { hrefOf } from "../logic/route";
import { countOf, spanOf } from "../logic/words";
import { Facts, Payload, placeFact } from "../parts/facts";
import { Outcome } from "../parts/outcome";
import { Shown } from "../parts/shown";
import { type Column, Table } from "../parts/table";
import { Title } from "../parts/title";
import { useAction } from "../parts/useAction";
import { keepToken } from "../token";

interface User {
  username: string;
  status: string;
  enabled: boolean;
  email?: string;
  groups: readonly string[];
}

interface Client {
  id: string;
  label: string;
  urls: readonly string[];
}

interface PoolView {
  pool: { label: string; system?: string; component?: string; name: string; id: string };
  clients: readonly Client[];
  users: readonly User[];
  next?: string;
}

/** One user pool: its users, and a way to be one of them. */
export function UserPoolPage({ name }: { name: string }) {
  const [token, setToken] = useState<string>();
  const live = useLive<PoolView>(viewOf("user-pool", { name, ...(token !== undefined && { token }) }));
  const [client, setClient] = useState<string>();
  const [signedIn, setSignedIn] = useState<{ username: string; tokens: Tokens; client: Client }>();
  const action = useAction();
  return (
    <Shown live={live} about={{ of: "users", name }}>
      {({ pool, clients, users, next }) => {
        const chosen = clients.find(({ id }) => id === client) ?? clients[0];
        const signIn = (username: string) =>
          action.run(async () => {
            if (chosen === undefined) throw new Error("The pool has no client to sign in to.");
            const tokens = await signInAs({ pool: pool.id, client: chosen.id, username });
            keepToken(tokens.idToken ?? tokens.accessToken);
            setSignedIn({ username, tokens, client: chosen });
            return `This browser is signed in as ${username}.`;
          });
        return (
          <>
            <Title of="users">{pool.label}</Title>
            <Facts facts={[...placeFact(pool), ["Id", <code key="id">{pool.id}</code>]]} />
            {clients.length > 1 && (
              <div className="field">
                <label htmlFor="client">Client to sign in to</label>
                <select id="client" value={chosen?.id} onChange={({ target }) => setClient(target.value)}>
                  {clients.map(({ id, label }) => (
                    <option key={id} value={id}>
                      {label}
                    </option>
                  ))}
                </select>
              </div>
            )}
            <Outcome action={action} />
            {signedIn && <SignedIn {...signedIn} />}
            {users.length === 0 ? (
              <Nothing title="No users">Nobody is in this pool.</Nothing>
            ) : (
              <Table
                caption={countOf(users.length, "user")}
                columns={columnsOf(signIn)}
                rows={users}
                keyOf={({ username }) => username}
              />
            )}
            {(next !== undefined || token !== undefined) && (
              <div className="buttons">
                <button type="button" disabled={token === undefined} onClick={() => setToken(undefined)}>
                  First users
                </button>
                <button type="button" disabled={next === undefined} onClick={() => setToken(next)}>
                  Next users
                </button>
              </div>
            )}
          </>
        );
      }}
    </Shown>
  );
}

function columnsOf(signIn: (username: string) => void): readonly Column<User>[] {
  return [
    { title: "User", cell: ({ username, email }) => email ?? username },
    {
      title: "Status",
      cell: ({ status, enabled }) => (
        <span className={enabled ? "badge" : "badge warn"}>
          {enabled ? status.toLowerCase().replaceAll("_", " ") : "disabled"}
        </span>
      ),
    },
    { title: "Groups", cell: ({ groups }) => groups.join(", ") || "–" },
    {
      title: "Act",
      cell: ({ username, email }) => (
        <button type="button" onClick={() => signIn(username)} aria-label={`Sign in as ${email ?? username}`}>
          Sign in as
        </button>
      ),
    },
  ];
}

function SignedIn({ tokens, client }: { tokens: Tokens; client: Client }) {
  const claims = claimsOf(tokens.idToken ?? tokens.accessToken);
  return (
    <section aria-labelledby="signed-in" className="panel">
      <h2 id="signed-in">Signed in</h2>
      <p className="hint">
        Requests of the page <a href={hrefOf("send")}>Send</a> carry this token where a route asks for one. It counts
        for {spanOf(tokens.expiresIn * 1000)}.
      </p>
      {client.urls.length > 0 && (
        <ul>
          {client.urls.map((url) => (
            <li key={url}>
              <a href={url}>{url}</a>
            </li>
          ))}
        </ul>
      )}
      <Payload label="What the token says" text={claims} />
      <details>
        <summary>The token itself</summary>
        <Payload label="The token itself" text={tokens.idToken ?? tokens.accessToken} />
      </details>
    </section>
  );
}

/** Reads what a JSON Web Token says, without a doubt in it: it comes from the local cloud. */
function claimsOf(token: string): string {
  const [, middle = ""] = token.split(".");
  const bytes = Uint8Array.from(atob(middle.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
