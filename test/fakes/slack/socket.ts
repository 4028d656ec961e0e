import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** An envelope for the app. Its acknowledgement is undefined if there is none within `patienceMs`. */
export interface Envelope {
  readonly type: 'events_api' | 'slash_commands' | 'interactive';
  readonly payload: unknown;
  /** The same id again is a redelivery. */
  readonly envelope_id?: string;
  readonly retry_attempt?: number;
}

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = length < 126 ? Buffer.from([0x80 | opcode, length]) : Buffer.alloc(length < 65_536 ? 4 : 10);
  if (length >= 126) {
    head[0] = 0x80 | opcode;
    head[1] = length < 65_536 ? 126 : 127;
    if (length < 65_536) head.writeUInt16BE(length, 2);
    else head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

/**
 * The complete frames in the received bytes, and the rest. A client's frames are masked (RFC 6455, 5.3); ours are never
 * fragmented.
 */
function framesIn(bytes: Buffer): { frames: { opcode: number; payload: Buffer }[]; rest: Buffer } {
  const frames: { opcode: number; payload: Buffer }[] = [];
  let rest = bytes;
  while (rest.length >= 2) {
    const short = (rest[1] ?? 0) & 0x7f;
    const at = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (rest.length < at + 4) break;
    const length = short === 126 ? rest.readUInt16BE(2) : short === 127 ? Number(rest.readBigUInt64BE(2)) : short;
    if (rest.length < at + 4 + length) break;
    const mask = rest.subarray(at, at + 4);
    const payload = Buffer.from(
      rest.subarray(at + 4, at + 4 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)),
    );
    frames.push({ opcode: (rest[0] ?? 0) & 0x0f, payload });
    rest = rest.subarray(at + 4 + length);
  }
  return { frames, rest };
}

/** Slack's side of Socket Mode on a server: apps connect with an upgrade at `/socket` and receive envelopes. */
export function playSocketMode(server: Server) {
  const sockets = new Set<Duplex>();
  const waiting = new Map<string, (payload: unknown) => void>();
  let connected: () => void = () => undefined;
  let connections = 0;

  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${MAGIC}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => sockets.delete(socket));
    let rest: Buffer = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      const read = framesIn(Buffer.concat([rest, bytes]));
      rest = read.rest;
      for (const { opcode, payload } of read.frames) {
        if (opcode === PING) socket.write(frame(PONG, payload));
        if (opcode === CLOSE) socket.end(frame(CLOSE, payload));
        if (opcode !== TEXT) continue;
        const answer = JSON.parse(payload.toString('utf8')) as { envelope_id: string; payload?: unknown };
        waiting.get(answer.envelope_id)?.(answer.payload);
      }
    });
    connections += 1;
    socket.write(
      frame(
        TEXT,
        Buffer.from(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0RAPPORT' } })),
      ),
    );
    connected();
  });

  async function answerTo(envelope: string, patienceMs: number): Promise<{ readonly ack: unknown } | 'none'> {
    let timer: NodeJS.Timeout | undefined;
    const outcome = await new Promise<{ ack: unknown } | 'none'>((resolve) => {
      waiting.set(envelope, (ack) => resolve({ ack }));
      timer = setTimeout(() => resolve('none'), patienceMs);
    });
    clearTimeout(timer);
    waiting.delete(envelope);
    return outcome;
  }

  return {
    connections: () => connections,
    /** Settles with the next connection. */
    nextConnection: () =>
      new Promise<void>((resolve) => {
        connected = resolve;
      }),
    /** Sends an envelope to the app; `ack` is its acknowledgement, or `none`. */
    async deliver(
      { envelope_id = randomUUID(), ...envelope }: Envelope,
      patienceMs = 1_000,
    ): Promise<{ readonly ack: unknown } | 'none'> {
      return this.frame(
        JSON.stringify({ ...envelope, envelope_id, accepts_response_payload: true }),
        envelope_id,
        patienceMs,
      );
    },
    /** Sends a frame unchanged, and waits for an acknowledgement of `envelope_id`, if given. */
    async frame(text: string, envelope_id?: string, patienceMs = 1_000): Promise<{ readonly ack: unknown } | 'none'> {
      const [socket] = [...sockets].slice(-1);
      if (socket === undefined) throw new Error('no app is connected');
      const answered = envelope_id === undefined ? undefined : answerTo(envelope_id, patienceMs);
      socket.write(frame(TEXT, Buffer.from(text)));
      return (await answered) ?? 'none';
    },
    /** Asks the app to reconnect, as Slack does every few hours, and ends the connection. */
    refresh(): void {
      for (const socket of sockets) {
        socket.write(frame(TEXT, Buffer.from(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }))));
      }
    },
    /** Breaks the network connection. */
    cut(): void {
      for (const socket of sockets) socket.destroy();
    },
  };
}
