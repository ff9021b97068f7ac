import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ErrorBoundary } from "../shared/parts/errorBoundary";
import { Shell } from "./shell";

const place = document.getElementById("root");
if (place === null) throw new Error("the page has no #root");

createRoot(place).render(
  <StrictMode>
    <ErrorBoundary>
      <Shell />
    </ErrorBoundary>
  </StrictMode>,
);
