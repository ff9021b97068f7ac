import { useEffect, useMemo, useState } from "react";
import { Problem, Waiting } from "../shared/parts/notices";
import { createApi } from "./api/client";
import { SignInPage } from "./pages/signInPage";
import { useLoaded } from "./parts/useLoaded";
import type { Config } from "./session/config";
import type { Session } from "./session/session";
import { Shell } from "./shell";

interface Opened {
  config: Config;
  session: Session;
}

/** The whole portal, from the moment its address is opened. */
export function App({ opened }: { opened: Promise<Opened> }) {
  const [state, setState] = useState<Opened | "loading" | "failed">("loading");
  useEffect(() => {
    opened.then(setState, () => setState("failed"));
  }, [opened]);
  if (state === "loading") {
    return (
      <main className="lone">
        <h1>Access cards</h1>
        <Waiting>Opening…</Waiting>
      </main>
    );
  }
  if (state === "failed") {
    return (
      <main className="lone">
        <h1>Access cards</h1>
        <Problem onRetry={() => location.reload()}>
          The portal cannot be opened: its settings cannot be read, or the sign-in service cannot be reached.
        </Problem>
      </main>
    );
  }
  return <Opened {...state} />;
}

function Opened({ config, session }: Opened) {
  const [ended, setEnded] = useState(false);
  useEffect(() => session.onEnd(() => setEnded(true)), [session]);
  if (ended) return <SignInPage session={session} problem="Your sign-in has ended. Sign in again to go on." />;
  if (!session.signedIn) return <SignInPage session={session} problem={session.problem} />;
  return <SignedIn endpoint={config.apiEndpoint} session={session} />;
}

function SignedIn({ endpoint, session }: { endpoint: string; session: Session }) {
  const api = useMemo(() => createApi({ endpoint, token: session.token, renew: session.renew }), [endpoint, session]);
  const [attempt, setAttempt] = useState(0);
  const me = useLoaded(api.me, attempt);
  if (me.state === "ready") return <Shell api={api} me={me.value} session={session} />;
  return (
    <main className="lone">
      <h1>Access cards</h1>
      {me.state === "loading" ? (
        <Waiting>Looking up who you are…</Waiting>
      ) : (
        <>
          <Problem onRetry={() => setAttempt(attempt + 1)}>{me.problem}</Problem>
          <button type="button" onClick={() => session.signOut()}>
            Sign out
          </button>
        </>
      )}
    </main>
  );
}
