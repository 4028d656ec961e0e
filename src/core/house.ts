import { RapportError } from '../ground/errors.ts';
import type { Reaction } from './history/reaction.ts';
import type { AnyKeptCollection } from './kept.ts';
import { createRegistry, type Registry } from './registry.ts';
import type { Slice } from './slice.ts';

/**
 * The parts of all slices, for components that work over all of them and are created earlier: help, the list of the
 * day, the relay of events. @throws RapportError `internal` when read before `open`: a fault of the composition.
 */
export interface House {
  readonly slices: readonly Slice[];
  readonly registry: Registry;
  readonly reactions: readonly Reaction[];
  /** All collections: of the slices, the core and the edges. */
  readonly collections: readonly AnyKeptCollection[];
}

/** Creates an empty house. `open` is called once, after all slices are created. */
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
