import { useCallback, useMemo, useState } from "react";
import { useHash } from "../shared/parts/useHash";
import type { Api } from "./api/client";
import type { Me } from "./api/types";
import { type PageName, pageAt, pagesFor } from "./logic/route";
import { CardsPage } from "./pages/cardsPage";
import { EventsPage } from "./pages/eventsPage";
import { LivePage } from "./pages/livePage";
import { NoGroupPage } from "./pages/noGroupPage";
import { PortalContext } from "./parts/portal";
import type { Session } from "./session/session";

const PAGE: Record<PageName, (props: { takeFocus: boolean }) => React.ReactNode> = {
  cards: CardsPage,
  events: EventsPage,
  live: LivePage,
};

/** The frame around every page of somebody who is signed in. */
export function Shell({ api, me, session }: { api: Api; me: Me; session: Session }) {
  const { hash, moved } = useHash();
  const [announced, setAnnounced] = useState({ words: "", count: 0 });
  const [leaving, setLeaving] = useState(false);
  const announce = useCallback((words: string) => setAnnounced(({ count }) => ({ words, count: count + 1 })), []);
  const portal = useMemo(() => ({ api, me, announce }), [api, me, announce]);
  const page = pageAt(hash, me.groups);
  const Shown = page && PAGE[page.path];
  const signOut = () => {
    setLeaving(true);
    session.signOut().catch(() => {
      setLeaving(false);
      announce("The sign-out failed. Check your connection and try again.");
    });
  };
  return (
    <PortalContext value={portal}>
      <button type="button" className="skip" onClick={() => document.querySelector("h1")?.focus()}>
        Skip to content
      </button>
      <header className="top">
        <p className="brand">Access cards</p>
        <nav aria-label="Pages">
          <ul>
            {pagesFor(me.groups).map(({ path, title }) => (
              <li key={path}>
                <a href={`#/${path}`} {...(page?.path === path && { "aria-current": "page" as const })}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="account">
          <span className="email">{me.email}</span>
          <button type="button" onClick={signOut} disabled={leaving}>
            {leaving ? "Signing out…" : "Sign out"}
          </button>
        </div>
      </header>
      <main id="content">{Shown ? <Shown key={page.path} takeFocus={moved} /> : <NoGroupPage email={me.email} />}</main>
      <p className="unseen" role="status">
        {announced.words}
        {/* Makes two announcements of the same words two. */}
        {announced.count % 2 === 0 ? "" : "\u00a0"}
      </p>
    </PortalContext>
  );
}
