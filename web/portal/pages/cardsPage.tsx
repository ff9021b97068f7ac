import { useState } from "react";
import type { Card, NewCard } from "../api/types";
import { CardList } from "../parts/cardList";
import { actionOn } from "../parts/cardTable";
import { CommandList, type SendCommand, useCommands } from "../parts/commands";
import { PageTitle } from "../parts/pageTitle";
import { usePortal } from "../parts/portal";
import { RegisterForm } from "../parts/registerForm";

/** Milliseconds; the list comes from an index, which follows its table a moment later (DynamoDB docs, "Using Global Secondary Indexes"). */
const INDEX_LAG_MS = 1_500;

/** The page of human resources: registers, lists, blocks and unblocks cards. */
export function CardsPage({ takeFocus }: { takeFocus: boolean }) {
  const { api } = usePortal();
  const { commands, send, dismiss } = useCommands();
  const [version, setVersion] = useState(0);
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const refresh = () => setVersion((now) => now + 1);
  const command: SendCommand = async (title, sendIt) => {
    const outcome = await send(title, sendIt);
    refresh();
    setTimeout(refresh, INDEX_LAG_MS);
    return outcome;
  };
  const register = (card: NewCard) =>
    command(`Register card ${card.card_id} for ${card.holder}`, () => api.register(card));
  const change = async (card: Card) => {
    const { card_id: id } = card;
    setBusy((all) => new Set([...all, id]));
    await command(`${actionOn(card)} card ${id} of ${card.holder}`, () =>
      card.status === "active" ? api.block(id) : api.unblock(id),
    );
    setBusy((all) => new Set([...all].filter((other) => other !== id)));
  };
  return (
    <>
      <PageTitle takeFocus={takeFocus}>Cards</PageTitle>
      <RegisterForm onRegister={register} />
      <CommandList commands={commands} dismiss={dismiss} />
      <CardList version={version} busy={busy} onChange={change} />
    </>
  );
}
