import { auditEntries, createAuditLog } from '../core/auditLog.ts';
import { createBot, type RunningBot } from '../core/bot.ts';
import type { Reply } from '../core/command.ts';
import { workCollections } from '../core/coreCollections.ts';
import { createDecisions } from '../core/delivery/decisions.ts';
import { createDeliveryWatch, type DeliveryWatch } from '../core/delivery/figures.ts';
import { createLedger } from '../core/delivery/ledger.ts';
import { createOutbox, type Outbox } from '../core/delivery/outbox.ts';
import { createPauses } from '../core/delivery/pauses.ts';
import { createPosts } from '../core/delivery/posts.ts';
import { createProfiles } from '../core/delivery/profiles.ts';
import { createSender, type Sender } from '../core/delivery/sender.ts';
import type { Directory, Routes } from '../core/directory.ts';
import { type FileLinks, noFileLinks } from '../core/files.ts';
import { createHistory, type History, historyRows } from '../core/history/history.ts';
import { createHouse } from '../core/house.ts';
import type { AnyKeptCollection } from '../core/kept.ts';
import { createLists } from '../core/lists/lists.ts';
import { coreMigrations } from '../core/migrations.ts';
import { createPersonData } from '../core/personData.ts';
import type { ChatPlatform, InboundEvent, LinkTo } from '../core/platform.ts';
import type { Registry } from '../core/registry.ts';
import { createScheduler, type Scheduler } from '../core/schedule/scheduler.ts';
import { createSchedules } from '../core/schedule/schedules.ts';
import type { Slice } from '../core/slice.ts';
import { createTell } from '../core/tell.ts';
import { createUndos } from '../core/undo.ts';
import { clientsSlice } from '../features/clients/index.ts';
import { createContactMessages } from '../features/contactMessages/index.ts';
import { coverSlice } from '../features/cover/index.ts';
import { deliveriesSlice } from '../features/deliveries/index.ts';
import { createDesk, type Desk } from '../features/desk/index.ts';
import { helpSlice } from '../features/help/index.ts';
import { peopleSlice } from '../features/people/index.ts';
import { createAudienceWatch, createPostGate, projectsSlice } from '../features/projects/index.ts';
import { createRecordSlice } from '../features/record/index.ts';
import { remindersSlice } from '../features/reminders/index.ts';
import { createToday } from '../features/today/index.ts';
import { transfersSlice } from '../features/transfers/index.ts';
import { workspacesSlice } from '../features/workspaces/index.ts';
import { type Clock, steadyClock } from '../ground/clock.ts';
import type { Logger } from '../ground/log.ts';
import type { Ballots } from '../records/ballots/store.ts';
import { type Clients, createClients } from '../records/clients/store.ts';
import { createDirectory } from '../records/directory/directory.ts';
import type { Entries } from '../records/entries/store.ts';
import { createManaged } from '../records/managed.ts';
import { createPeople, type People } from '../records/people/store.ts';
import { createPersonClock } from '../records/personClock.ts';
import { createCalendars } from '../records/projects/calendar.ts';
import { createProjects, type Projects } from '../records/projects/store.ts';
import { createReaderTimes } from '../records/readerTimes.ts';
import type { Register } from '../records/registers/define.ts';
import { registerSlice } from '../records/registers/slice.ts';
import type { Search } from '../records/search/store.ts';
import type { Signatures } from '../records/signatures/store.ts';
import { createWorkspaces, type Workspaces } from '../records/workspaces/store.ts';
import type { Database, MigrationStep } from '../store/collection.ts';
import { createLookUps } from './lookUps.ts';
import { createRecord } from './record.ts';
import { createRegisterPorts } from './registerPorts.ts';
import { registers as allRegisters } from './registers.ts';

export interface CompositionOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly platforms: readonly ChatPlatform[];
  /** Delivers a reply for an event after the platform has stopped waiting for it. */
  readonly answerLate: (event: InboundEvent, reply: Reply) => Promise<void>;
  /** Links to files that a platform cannot carry; without it there are none. */
  readonly fileLinks?: FileLinks | undefined;
  /** The collections of the edges; `db` is prepared with them. */
  readonly edgeCollections?: readonly AnyKeptCollection[] | undefined;
  /** Our side's slash command in Slack, if it is not `/rapport`. */
  readonly slackCommand?: string | undefined;
  /** Slices of the edges, such as the web pages, over the records. */
  readonly edgeSlices?: (records: { readonly people: People }) => readonly Slice[];
  /** The registers; all of this version, unless a test adds one. */
  readonly registers?: readonly Register[] | undefined;
  /** The clock for pacing; the monotonic one, unless a test moves it. */
  readonly pacingClock?: Clock | undefined;
}

/** The bot and its parts over any database and platforms: for the running bot, benchmarks and tests. */
export interface Composition {
  readonly slices: readonly Slice[];
  /** All collections, of the slices and of the core. */
  readonly collections: readonly AnyKeptCollection[];
  /** The migration steps of the core and the slices, in order. */
  readonly steps: readonly MigrationStep[];
  readonly registry: Registry;
  readonly histories: History;
  readonly bot: RunningBot;
  readonly directory: Directory & Routes;
  readonly scheduler: Scheduler;
  readonly sender: Sender;
  readonly outbox: Outbox;
  readonly watch: DeliveryWatch;
  readonly workspaces: Workspaces;
  readonly people: People;
  readonly clients: Clients;
  readonly projects: Projects;
  readonly desk: Desk;
  readonly entries: Entries;
  readonly search: Search;
  readonly signatures: Signatures;
  readonly ballots: Ballots;
}

/** Assembles the parts and prepares every collection. */
export async function compose({
  db,
  clock,
  log,
  platforms,
  answerLate,
  fileLinks = noFileLinks,
  edgeCollections = [],
  slackCommand = '/rapport',
  edgeSlices = () => [],
  registers = allRegisters,
  pacingClock = steadyClock,
}: CompositionOptions): Promise<Composition> {
  const house = createHouse();
  const platformOf = new Map(platforms.map((platform) => [platform.id, platform]));
  const linkTo: LinkTo = async (place, message) => platformOf.get(place.platform)?.linkTo(place, message);
  const histories = createHistory({ db, clock, log, house });
  const [outbox, audit] = [createOutbox({ db, clock }), createAuditLog({ db, clock })];
  const [lists, undos] = [createLists({ db, clock }), createUndos({ db, clock })];
  const watch = createDeliveryWatch({ db, clock });

  const people = createPeople({ db, clock, histories });
  const workspaces = createWorkspaces({ db, clock, people });
  const clients = createClients({ db, clock });
  const projects = createProjects({ db, clock, histories });
  const record = createRecord({ db, clock, histories, registers });
  const { entries, search, signatures, ballots } = record;
  const calendars = createCalendars({ db });
  const personClock = createPersonClock({ workspaces, projects });
  const readerTimes = createReaderTimes({ people, projects, calendars, personClock });
  const managed = createManaged({ people, projects, clock });
  const directory = createDirectory({ db, clock, workspaces, people, projects, platforms: platformOf, personClock });
  const tell = createTell({ directory, outbox });
  const schedules = createSchedules({ db, clock, readerTimes });
  const lookUps = createLookUps({ people, projects, workspaces, clients, readerTimes });
  const { zoneOf, workingDay, home, clientAccess, parties } = lookUps;

  const audience = createAudienceWatch({
    presence: db,
    projects,
    people,
    platforms: platformOf,
    directory,
    tell,
    audit,
  });
  const gate = createPostGate({ projects, people, directory, tell, watch: audience });
  const posts = createPosts({ db, clock, steady: pacingClock, platforms, gate, directory, outbox, log });
  const personData = createPersonData({ db, histories, house });
  const around = { clientAccess, parties, lists, undos, tell, posts, schedules, fileLinks, calendars, personClock };
  const registerPorts = createRegisterPorts({ ...record, ...around, directory, people, projects, clock });
  const recordSlice = createRecordSlice({ ...registerPorts, registers, search, projects, readerTimes });
  const desk = createDesk({ ...registerPorts, db, projects, people, clients, workspaces, posts, log, registers });
  const today = createToday({ house, zoneOf, people, tell, schedules, lists, clock, log });

  const delivering = {
    decisions: createDecisions({ db, clock, directory }),
    pauses: createPauses({ db, clock }),
    profiles: createProfiles({ db }),
    ledger: createLedger({ db, clock }),
  };
  const clientWords = createContactMessages({
    ...{ db, clock, tell, posts, directory, schedules, projects, managed, audit, undos, linkTo, log },
  });
  const slices: readonly Slice[] = [
    today.slice,
    remindersSlice({
      db,
      clock,
      histories,
      schedules,
      tell,
      directory,
      clientAccess,
      managed,
      audit,
      fileLinks,
      lists,
      undos,
      log,
    }),
    projectsSlice({ projects, clients, people, calendars, tell, watch: audience, audit, home, managed }),
    desk.slice,
    clientsSlice({ clients, people, projects, outlook: recordSlice.outlook }),
    peopleSlice({ people, clients, projects, tell, managed, personData, fileLinks }),
    workspacesSlice({ workspaces, people, audit }),
    deliveriesSlice({
      ...delivering,
      lists,
      undos,
      clock,
      watch,
      directory,
      people,
      projects,
      workspaces,
      managed,
    }),
    clientWords.slice,
    coverSlice({
      db,
      clock,
      people,
      projects,
      tell,
      schedules,
      audit,
      open: today.open,
      mornings: today.cover,
      zoneOf,
    }),
    ...registers.map((register) => registerSlice(registerPorts, register)),
    recordSlice.slice,
    transfersSlice({ ...registerPorts, directory, registers, linkTo, db }),
    helpSlice({ house, directory, clock, slackCommand }),
    ...edgeSlices({ people }),
  ];
  const collections = [
    ...slices.flatMap((slice) => slice.collections),
    ...record.collections,
    ...workCollections,
    auditEntries,
    historyRows,
  ];
  const steps = [...coreMigrations, ...slices.flatMap(({ migrations = [] }) => migrations)].sort(
    (first, second) => first.version - second.version,
  );
  house.open(slices, [...collections, ...edgeCollections]);
  await db.prepare(collections);

  const bot = createBot({
    registry: house.registry,
    slices,
    directory,
    db,
    clock,
    log,
    onFreeText: clientWords.onFreeText,
    answerLate,
  });
  const scheduler = createScheduler({
    db,
    clock,
    jobs: slices.flatMap((slice) => slice.jobs),
    outbox,
    directory,
    log,
    readerTimes,
  });
  const sender = createSender({ db, clock, platforms, gate, outbox, directory, posts, log, workingDay, pacingClock });
  return {
    slices,
    collections,
    steps,
    registry: house.registry,
    histories,
    bot,
    directory,
    scheduler,
    sender,
    outbox,
    watch,
    workspaces,
    people,
    clients,
    projects,
    desk,
    entries,
    search,
    signatures,
    ballots,
  };
}
