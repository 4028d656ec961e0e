/**
 * Takes a verified payload and gives its answer's body, if any: what Slack is told once this is done. When it rejects,
 * Slack is told of a failure: an event is sent again, a dialog stays open with what was typed.
 */
export type Take = (body: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, unknown>> | undefined>;

/**
 * The same for a payload of any shape. A payload that is no object is logged and acknowledged, since Slack would only
 * send it again.
 */
export type TakeAny = (body: unknown) => ReturnType<Take>;
