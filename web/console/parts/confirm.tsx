import { useId, useRef } from "react";

/** A button for what cannot be undone: it asks first. */
export function Confirm({
  label,
  question,
  yes,
  disabled,
  onYes,
}: {
  label: string;
  question: string;
  yes: string;
  disabled: boolean;
  onYes(): void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  return (
    <>
      <button type="button" disabled={disabled} onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={id}>
        <p id={id}>{question}</p>
        <div className="buttons">
          <button
            type="button"
            className="danger"
            onClick={() => {
              dialog.current?.close();
              onYes();
            }}
          >
            {yes}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </div>
      </dialog>
    </>
  );
}
