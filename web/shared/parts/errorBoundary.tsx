import { Component, type ReactNode } from "react";

/** Shows a way out instead of an empty page when a component fails. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <main className="lone">
        <h1>Something went wrong</h1>
        <p role="alert">This page has failed. What you did before is not lost: reload the page to go on.</p>
        <button type="button" className="primary" onClick={() => location.reload()}>
          Reload
        </button>
      </main>
    );
  }
}
