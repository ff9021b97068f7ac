import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ErrorBoundary } from "../shared/parts/errorBoundary";
import { App } from "./app";
import { readConfig } from "./session/config";
import { openSession } from "./session/session";

const place = document.getElementById("root");
if (place === null) throw new Error("the page has no #root");

// Once, outside of React: the code that the hosted login sends works a single time.
const opened = readConfig().then(async (config) => ({ config, session: await openSession(config) }));

createRoot(place).render(
  <StrictMode>
    <ErrorBoundary>
      <App opened={opened} />
    </ErrorBoundary>
  </StrictMode>,
);
