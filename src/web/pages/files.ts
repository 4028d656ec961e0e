import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { FileLinks } from '../../core/files.ts';
import { keptCollection } from '../../core/kept.ts';
import { createLimits } from '../../core/limits.ts';
import { type File, file } from '../../core/message.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Database } from '../../store/collection.ts';
import { busyPage, gonePage } from './html.ts';
import { hashOf, newSecret } from './secret.ts';

/** The target of a link to a file. Only the hash of the link's secret is stored. */
const fileTicket = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  /** The owner: the link ends when they leave. */
  personId: z.string(),
  file,
  expiresAt: z.date(),
});
export const fileTickets = keptCollection({
  name: 'fileTickets',
  model: fileTicket,
  // The visitor with the secret is in no workspace.
  tenancy: 'installation',
  indexes: [{ keys: { expiresAt: 1 } }, { keys: { workspaceId: 1, personId: 1 } }],
  retention: { sweptBy: 'the links to files, after a day' },
  person: {
    title: { en: 'Links to files', 'zh-CN': '文件链接' },
    find: ({ workspaceId, personIds }) => ({ workspaceId, personId: { $in: [...personIds] } }),
    export: ({ file: { name }, expiresAt }) => ({ name, until: expiresAt }),
    erase: 'delete',
  },
});

const DAY_MS = 86_400_000;

export interface FileTickets extends FileLinks {
  /** The file behind a link; undefined for an unknown or expired one. */
  read(secret: string): Promise<File | undefined>;
  /** Ends all links of this person. */
  end(workspaceId: string, personId: string): Promise<void>;
  /** Deletes expired links; returns how many. */
  sweep(): Promise<number>;
}

/** Links to files, stored in a database. `publicUrl` is this server's address, without a slash at its end. */
export function createFileTickets({
  db,
  clock,
  publicUrl,
}: {
  db: Database;
  clock: Clock;
  publicUrl: string | undefined;
}): FileTickets {
  const rows = db.everywhere(fileTickets);
  return {
    async link(made, { workspaceId, personId }) {
      if (publicUrl === undefined) return undefined;
      const secret = newSecret();
      const expiresAt = new Date(clock.now().getTime() + DAY_MS);
      await rows.insert({ _id: hashOf(secret), workspaceId, personId, file: made, expiresAt });
      return `${publicUrl}/file/${secret}`;
    },
    async read(secret) {
      const found = await rows.get(hashOf(secret));
      return found === undefined || found.expiresAt <= clock.now() ? undefined : found.file;
    },
    end: async (workspaceId, personId) => void (await rows.deleteMany({ workspaceId, personId })),
    sweep: () => rows.deleteMany({ expiresAt: { $lt: clock.now() } }),
  };
}

/** The route of files behind signed links: a file is always a download, never shown as a page of ours. */
export function createFilesRouter({ tickets, clock }: { tickets: Pick<FileTickets, 'read'>; clock: Clock }): Router {
  const router = Router();
  const limits = createLimits(clock);
  router.get('/:secret', async (request: Request, response: Response) => {
    response.set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    });
    if (limits.ask(`address ${request.socket.remoteAddress}`, 'files') !== 'ok')
      return void response.status(429).set('Retry-After', '5').type('html').send(busyPage([]));
    const found = await tickets.read(String(request.params.secret ?? ''));
    if (found === undefined) return void response.status(404).type('html').send(gonePage([]));
    response.attachment(found.name).type(`${found.mediaType}; charset=utf-8`).send(found.content);
  });
  return router;
}
