import { useEffect, useRef } from "react";

/** The heading of a page: names the tab, and takes the focus when the page is opened, so that reading begins there. */
export function PageTitle({ children, takeFocus }: { children: string; takeFocus: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} – Access cards`;
    if (takeFocus) heading.current?.focus();
  }, [children, takeFocus]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
