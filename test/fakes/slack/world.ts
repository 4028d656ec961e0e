import { type FakeSlackProxy, startProxy } from './proxy.ts';
import { type FakeTeam, startTeam, type TeamSeed } from './team.ts';
import { createTokens, type Tokens } from './tokens.ts';

export interface FakeSlack extends Omit<FakeSlackProxy, 'close'> {
  readonly tokens: Tokens;
  team(id: string): FakeTeam;
  close(): Promise<void>;
}

/** A simulated Slack on this machine: one emulator per team, behind one address with possible faults. */
export async function startSlack({
  teams: seeds,
  redirectUris = [],
}: {
  teams: readonly TeamSeed[];
  redirectUris?: readonly string[];
}): Promise<FakeSlack> {
  const teams = await Promise.all(seeds.map((seed) => startTeam(seed, redirectUris)));
  const tokens = createTokens(teams);
  const proxy = await startProxy(teams, tokens);
  return {
    ...proxy,
    tokens,
    team(id) {
      const found = teams.find((team) => team.id === id);
      if (found === undefined) throw new Error(`there is no team ${id}`);
      return found;
    },
    close: async () => {
      await proxy.close();
      await Promise.all(teams.map((team) => team.close()));
    },
  };
}
