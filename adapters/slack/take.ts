/**
 * Takes a verified payload and returns the body of its answer, if any; Slack gets it once the work is done. If it
 * rejects, Slack gets a failure: an event is sent again, and a dialog stays open with its values.
 */
export type Take = (body: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, unknown>> | undefined>;

/**
 * The same for a payload of any type. One that is no object is logged and acknowledged, since Slack would only send it
 * again.
 */
export type TakeAny = (body: unknown) => ReturnType<Take>;
