import { useState } from "react";
import { Problem } from "../../shared/parts/notices";
import type { Session } from "../session/session";

/** The page for those who are not signed in: what this is, and the way to the hosted login. */
export function SignInPage({ session, problem }: { session: Session; problem?: string | undefined }) {
  const [state, setState] = useState<"idle" | "leaving" | "failed">("idle");
  const signIn = () => {
    setState("leaving");
    session.signIn().catch(() => setState("failed"));
  };
  const shown =
    state === "failed" ? "The sign-in service cannot be reached. Check your connection and try again." : problem;
  return (
    <main className="lone">
      <img src={new URL("../icon.svg", import.meta.url).href} alt="" width="64" height="64" />
      <h1>Access cards</h1>
      <p>Register and block cards, see who came and went, and watch the gates.</p>
      {shown && <Problem>{shown}</Problem>}
      <button type="button" className="primary" onClick={signIn} disabled={state === "leaving"}>
        {state === "leaving" ? "Opening the sign-in…" : "Sign in"}
      </button>
    </main>
  );
}
