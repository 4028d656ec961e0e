import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Listens to the text frames of a WebSocket on this machine. Node 20 has no client of its own; this one reads and
 * answers pings, and sends nothing else.
 */
export function listenTo(url: string, hear: (text: string) => void): Promise<{ close(): void }> {
  return new Promise((resolve, reject) => {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    };
    const upgrade = request(url, { headers });
    upgrade.on('error', reject);
    upgrade.on('response', (response) => reject(new Error(`${url} answered ${response.statusCode} and no WebSocket`)));
    upgrade.on('upgrade', (_response, socket: Socket, head) => {
      let waiting = head;
      let text: Buffer = Buffer.alloc(0);
      const take = (chunk: Buffer) => {
        waiting = Buffer.concat([waiting, chunk]);
        for (let frame = frameIn(waiting); frame !== undefined; frame = frameIn(waiting)) {
          waiting = waiting.subarray(frame.bytes);
          if (frame.opcode === 9) socket.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]));
          if (frame.opcode > 2) continue;
          text = Buffer.concat([text, frame.payload]);
          if (!frame.isLast) continue;
          hear(text.toString('utf8'));
          text = Buffer.alloc(0);
        }
      };
      socket.on('data', take);
      socket.on('error', () => socket.destroy());
      take(Buffer.alloc(0));
      resolve({ close: () => socket.destroy() });
    });
    upgrade.end();
  });
}

/** The first complete frame from a server, which never masks; undefined while a part of it is missing. */
function frameIn(data: Buffer): { opcode: number; isLast: boolean; payload: Buffer; bytes: number } | undefined {
  if (data.length < 2) return undefined;
  const [first = 0, second = 0] = data;
  const short = second & 0x7f;
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (data.length < start) return undefined;
  const length = short === 127 ? Number(data.readBigUInt64BE(2)) : short === 126 ? data.readUInt16BE(2) : short;
  if (data.length < start + length) return undefined;
  return {
    opcode: first & 0x0f,
    isLast: (first & 0x80) !== 0,
    payload: data.subarray(start, start + length),
    bytes: start + length,
  };
}
