import type { ReactNode } from "react";

/** Tells that something is still loading. */
export function Waiting({ children }: { children: ReactNode }) {
  return (
    <p className="notice waiting" role="status">
      <span className="spinner" aria-hidden="true" />
      {children}
    </p>
  );
}

/** Tells what went wrong, and what to do about it. */
export function Problem({ children, onRetry }: { children: ReactNode; onRetry?: (() => void) | undefined }) {
  return (
    <div className="notice problem" role="alert">
      <p>{children}</p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Tells that there is nothing, which is fine. */
export function Nothing({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="notice nothing">
      <p className="nothingTitle">{title}</p>
      <p>{children}</p>
    </div>
  );
}
