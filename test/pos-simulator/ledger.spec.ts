import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator } from '../../tools/pos-simulator/simulator.js';
import { cleanUp, posOrder, simulatorOptions, startedSimulator, temporaryFolder } from './controls.js';

afterEach(cleanUp);

const NOBODYS_PID = 2 ** 30;

const folderWithTickets = async (references: readonly string[]): Promise<string> => {
  const folder = temporaryFolder();
  const { pos, stop } = await startedSimulator({ folder });
  for (const reference of references) await pos.inject('sto_a', posOrder({ reference }));
  await stop();
  return folder;
};

const start = (folder: string) => startSimulator(simulatorOptions({ folder }));

describe('The ledger', () => {
  it('has a ticket on disk before its order is answered', async () => {
    const folder = temporaryFolder();
    const { pos } = await startedSimulator({ folder });
    const { ticketId } = (await pos.inject('sto_a', posOrder())).body;
    expect(readFileSync(join(folder, 'ledger.jsonl'), 'utf8')).toContain(`"ticketId":"${ticketId}"`);
  });

  it('answers hundreds of orders that arrive together, each with a ticket of its own', async () => {
    const { pos, admin } = await startedSimulator();
    const references = Array.from({ length: 300 }, (_, n) => `ord_${n}`);
    const answers = await Promise.all(
      references.map(reference => pos.inject('sto_a', posOrder({ reference }))),
    );
    expect(new Set(answers.map(({ body }) => body.ticketId)).size).toBe(300);
    expect(await admin.ledger()).toMatchObject({ tickets: 300, live: 300, duplicate: 0 });
  });

  it('is the same after a restart, and goes on numbering where it was', async () => {
    const folder = await folderWithTickets(['ord_1', 'ord_1', 'ord_2']);
    const { pos, admin } = await startedSimulator({ folder });
    expect(await admin.ledger()).toMatchObject({ tickets: 3, duplicate: 1 });
    await pos.inject('sto_a', posOrder({ reference: 'ord_3' }));
    const ids = (await admin.tickets()).tickets.map(({ ticketId }) => ticketId);
    expect(new Set(ids).size).toBe(4);
  });

  it('loses a torn last line, says so in one line, and takes orders behind it', async () => {
    const folder = await folderWithTickets(['ord_1']);
    const path = join(folder, 'ledger.jsonl');
    const whole = readFileSync(path, 'utf8');
    appendFileSync(path, whole.slice(0, 40));
    const lines: string[] = [];
    const first = await startedSimulator({ folder, log: line => lines.push(line) });
    expect(lines).toEqual(['ledger: the last line was torn; 40 bytes truncated']);
    expect(readFileSync(path, 'utf8')).toBe(whole);
    await first.pos.inject('sto_a', posOrder({ reference: 'ord_2' }));
    await first.stop();
    const { admin } = await startedSimulator({ folder, log: line => lines.push(line) });
    expect((await admin.ledger()).tickets).toBe(2);
    expect(lines).toHaveLength(1);
  });

  it('refuses to judge by a ledger that is damaged in the middle, and names the line', async () => {
    const folder = await folderWithTickets(['ord_1', 'ord_2']);
    const path = join(folder, 'ledger.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('{', 'x'));
    await expect(start(folder)).rejects.toThrow(
      /^\S+ledger\.jsonl is damaged at line 1 \(.*\); repair that line/,
    );
  });
});

describe('The folder', () => {
  it('is refused to a second simulator, which says whose it is', async () => {
    const folder = temporaryFolder();
    const { admin } = await startedSimulator({ folder });
    await expect(start(folder)).rejects.toThrow(`in use by the simulator with pid ${process.pid}`);
    expect((await admin.health()).status).toBe('ok');
    expect(existsSync(join(folder, 'simulator.lock'))).toBe(true);
  });

  it.each([
    ['of a dead process', `${NOBODYS_PID}\n`],
    ['of this pid, held by an earlier process', `${process.pid}\n`],
    ['left empty by a crash', ''],
  ])('is taken over from a lock %s', async (_, content) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'simulator.lock'), content);
    const { admin, stop } = await startedSimulator({ folder });
    expect((await admin.health()).status).toBe('ok');
    await stop();
    expect(existsSync(join(folder, 'simulator.lock'))).toBe(false);
  });

  it('is free again after a start that failed', async () => {
    const folder = temporaryFolder();
    const other = await startedSimulator();
    const posPort = Number(new URL(other.posUrl).port);
    await expect(startSimulator(simulatorOptions({ folder, posPort }))).rejects.toThrow(
      `port ${posPort} is taken; choose another with --port, or 0 for any free one`,
    );
    const { admin } = await startedSimulator({ folder });
    expect((await admin.health()).pos).toBe('open');
  });

  it('that cannot be written is refused with what to do', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(start(join(file, 'data'))).rejects.toThrow(/cannot be written .* choose a folder/);
  });
});
