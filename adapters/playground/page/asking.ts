/** The page's changes to its world: members, channels and people, each asked for in a dialog. */
import { act, newId, tabOf } from './api.ts';
import { members, newChannel, newPerson } from './dialogs.ts';
import { me, session, textOf, told } from './session.ts';

interface AskingView {
  announce(text: string): void;
  /** Opens a conversation that the page has not read yet. */
  openNew(conversation: string): Promise<void>;
  /** Reads everything again. */
  refresh(): Promise<void>;
}

/** Makes the dialogs, which act for the current person in the current conversation. */
export function createAsking(view: AskingView) {
  async function membership(what: 'join' | 'leave', user: string): Promise<void> {
    const id = newId();
    try {
      await act(what, me().id, { id, tab: tabOf(me().id), conversation: session.current?.id, user });
    } catch (error) {
      view.announce(textOf(error));
    }
  }

  function askMembers(): void {
    if (session.current !== undefined)
      members(session.current, me(), session.start?.people ?? [], (what, user) => void membership(what, user));
  }

  function askChannel(): void {
    newChannel(async (channel) => {
      const id = newId();
      const made = await act<{ id: string }>('channel', me().id, { id, tab: tabOf(me().id), ...channel }).catch(told);
      await view.openNew(made.id);
    });
  }

  function askPerson(): void {
    newPerson(me().zone, me().locale, async (person) => {
      await act('person', me().id, person).catch(told);
      await view.refresh();
    });
  }

  return { addRapport: () => void membership('join', 'rapport'), askMembers, askChannel, askPerson };
}
