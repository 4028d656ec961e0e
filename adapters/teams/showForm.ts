import type { FormView } from '../../src/core/form.ts';
import type { ChatPlatform, InboundEvent } from '../../src/core/platform.ts';
import type { Outgoing } from './connector.ts';
import { type Deed, placeIn } from './deed.ts';
import { renderDialog, renderForm, type Suggestions } from './form.ts';
import { ADAPTIVE_CARD, cardStateOf, endOf, type InvokeBody, noteFor } from './invokes.ts';
import { isNowhere, type ToPerson } from './toPerson.ts';

const PEOPLE_SUGGESTED = 100;

/** A form as a card. `about`: the original place, when the form is shown elsewhere. */
function formCard(event: InboundEvent, form: FormView, suggestions: Suggestions, about?: string): Outgoing {
  const place = placeIn(event) ?? { conversation: event.from.user, kind: 'direct' as const };
  const stop = form.locale === 'zh-CN' ? '。' : '. ';
  const notice =
    about === undefined ? form.notice : form.notice === undefined ? about : `${about}${stop}${form.notice}`;
  return {
    card: renderForm(
      { ...form, ...(notice === undefined ? {} : { notice }) },
      { place },
      { surface: 'message', suggestions },
    ),
    summary: form.title,
  };
}

/** Shows forms: in a dialog, in place of the pressed card, or as a card for the person alone. */
export function createShowForm({
  members,
  toPerson: { replace, toPerson, unreached },
}: {
  members: ChatPlatform['members'];
  toPerson: Pick<ToPerson, 'replace' | 'toPerson' | 'unreached'>;
}) {
  /** The people to choose from in a form: the members of its place. Without them names can be typed. */
  async function suggestionsFor(event: InboundEvent, form: FormView): Promise<Suggestions> {
    const place = placeIn(event);
    if (place === undefined || place.kind === 'direct' || !form.fields.some(({ kind }) => kind === 'person')) return {};
    const roster = await members({
      platform: 'teams',
      tenant: event.installation.tenant,
      conversation: place.conversation,
    });
    if ('unknown' in roster || roster.members.length > PEOPLE_SUGGESTED) return {};
    const person = roster.members.map(({ user, name }) => ({
      title: name,
      value: `<@${user.user}|${name.replace(/[<>|]/g, '')}>`,
    }));
    return { person: person.sort((one, other) => one.title.localeCompare(other.title)) };
  }

  return async function showForm(deed: Deed, form: FormView): Promise<InvokeBody> {
    const { event, surface, card, isOwn } = deed;
    const suggestions = await suggestionsFor(event, form);
    if (surface === 'dialog' || surface === 'extension') {
      const place = placeIn(event) ?? { conversation: event.from.user, kind: 'direct' as const };
      const { card: content, ...look } = renderDialog(form, { place }, suggestions);
      return { task: { type: 'continue', value: { ...look, card: { contentType: ADAPTIVE_CARD, content } } } };
    }
    const isAgain = event.kind === 'formSubmit' && card !== undefined;
    // A pressed card becomes the form for that person alone: its values may not be for all readers.
    if (surface === 'execute' && (!isOwn || isAgain)) {
      const outgoing = formCard(event, form, suggestions);
      // Only this person sees a card in their own chat, so the posted card is replaced as well.
      if (isOwn && card !== undefined) await replace(card, outgoing);
      return cardStateOf(outgoing.card);
    }
    if (isAgain && isOwn) {
      await replace(card, formCard(event, form, suggestions));
      return undefined;
    }
    const said = await toPerson(deed, (about) => formCard(event, form, suggestions, about), 'formInChat');
    if (isNowhere(said)) return unreached(deed, said.nowhere, undefined);
    return surface === 'execute' && said !== undefined ? noteFor(surface, said) : endOf(surface);
  };
}
