import { useEffect, useState } from "react";

/** The address behind `#`, and whether the person moved since the page was opened. */
export function useHash(): { hash: string; moved: boolean } {
  const [state, setState] = useState({ hash: location.hash, moved: false });
  useEffect(() => {
    const follow = () => setState({ hash: location.hash, moved: true });
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  return state;
}
