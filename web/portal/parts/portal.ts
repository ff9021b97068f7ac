import { createContext, useContext } from "react";
import type { Api } from "../api/client";
import type { Me } from "../api/types";

/** Everything that a page needs. */
export interface Portal {
  api: Api;
  me: Me;
  /** Has a screen reader say something, once. */
  announce(words: string): void;
}

export const PortalContext = createContext<Portal | undefined>(undefined);

export function usePortal(): Portal {
  const portal = useContext(PortalContext);
  if (portal === undefined) throw new Error("there is no portal around this component");
  return portal;
}
