/**
 * Keys and names of the card table. It holds, each under a key of its own:
 *
 * | key | item |
 * |---|---|
 * | `card#<card_id>` | a card: whose, whether it is active, and whether its holder is inside |
 * | `employee#<employee_id>` | the employee's card, of which one can be active |
 * | `area#<area>` | `occupied`: how many are inside, of areas with a maximum only |
 * | `decision#<event id>` | a denial, or what a gate is told again when it repeats a request that has an id; gone after {@link DECISION_DAYS} days |
 * | `command#<command_id>` | what became of a command; gone after {@link COMMAND_DAYS} days |
 *
 * An event that is to be published rides in the attribute `outbox` of the item whose change it tells of, so that the two are written
 * together or not at all.
 */
export const cardKey = (cardId: string): string => `card#${cardId}`;
export const employeeKey = (employeeId: string): string => `employee#${employeeId}`;
export const areaKey = (area: string): string => `area#${area}`;
export const decisionKey = (eventId: string): string => `decision#${eventId}`;
export const commandKey = (commandId: string): string => `command#${commandId}`;

/** The table's partition key. */
export const CARD_TABLE_KEY = "pk";
/** The attribute that holds the epoch second after which DynamoDB may delete an item. */
export const EXPIRY_ATTRIBUTE = "expires_at";

export const DECISION_DAYS = 1;
export const COMMAND_DAYS = 7;

/** The index that lists cards: `listed` (always {@link LISTED}), then `card_id`. */
export const CARD_INDEX = "cards";
export const LISTED = "card";
/** The index that finds an employee's cards: `employee_id`, then `card_id`. */
export const EMPLOYEE_INDEX = "by-employee";
/**
 * The attributes that both indexes hold besides their keys. Entries and exits change none of them, and so cost the indexes no write.
 */
export const INDEXED_CARD_ATTRIBUTES = ["holder", "status", "registered_at"] as const;

/** The attribute in which an event is, as JSON text, that is to be published. */
export const OUTBOX_ATTRIBUTE = "outbox";

export type CardStatus = "active" | "blocked";
