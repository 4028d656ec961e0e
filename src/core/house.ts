import { RapportError } from '../ground/errors.ts';
import type { Reaction } from './history/reaction.ts';
import type { AnyKeptCollection } from './kept.ts';
import { createRegistry, type Registry } from './registry.ts';
import type { Slice } from './slice.ts';

/**
 * What all slices together give, for a part that works over all of them and is made before them: help, the list of the
 * day, the relay of events. Reading it before `open` is a fault of the composition (RapportError `internal`).
 */
export interface House {
  readonly slices: readonly Slice[];
  readonly registry: Registry;
  readonly reactions: readonly Reaction[];
  /** All that is kept: of the slices, the core and the edges. */
  readonly collections: readonly AnyKeptCollection[];
}

/** Makes an empty house. `open` is called once, when all slices are made. */
export function createHouse(): House & {
  open(slices: readonly Slice[], collections: readonly AnyKeptCollection[]): void;
} {
  let inside: House | undefined;
  const opened = (): House => {
    if (inside === undefined) throw new RapportError('internal', 'the slices are not there yet');
    return inside;
  };
  return {
    get slices() {
      return opened().slices;
    },
    get registry() {
      return opened().registry;
    },
    get reactions() {
      return opened().reactions;
    },
    get collections() {
      return opened().collections;
    },
    open(slices, collections) {
      const reactions = slices.flatMap((slice) => slice.reactions ?? []);
      const twice = reactions.find(({ name }, index) => reactions.findIndex((other) => other.name === name) < index);
      if (twice !== undefined) throw new RapportError('internal', `two reactions are called ${twice.name}`);
      inside = { slices, registry: createRegistry(slices), reactions, collections };
    },
  };
}
