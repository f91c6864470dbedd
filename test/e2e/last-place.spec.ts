import { closeHouses, freshDatabase, held, openedStore } from '../http/house.js';
import type { Answer } from '../http/http-client.js';
import { DATE, holdBody, LUNCH, minutesFrom } from '../http/requests.js';
import { startNode } from './nodes.js';

afterEach(closeHouses);

const GUESTS = 500;

/** Two nodes on one log, and as many guests as want the last place of a slot, half of them at each node. */
const raceForTheLastPlace = async (path: string) => {
  const { url, sql } = await freshDatabase();
  const nodes = [await startNode(url, { path }), await startNode(url, { path })] as const;
  const storeId = await openedStore(nodes[0], { limits: { orders: 1 } });
  // Both have sold on this day before: what each of them knows of it is already behind the other when the race begins.
  for (const [index, node] of nodes.entries()) await held(node, storeId, minutesFrom(LUNCH, 30 + 15 * index));
  const hold = (guest: number) =>
    nodes[guest % 2 === 0 ? 0 : 1].post(`/stores/${storeId}/days/${DATE}/holds`, holdBody());
  const answers = await Promise.all(Array.from({ length: GUESTS }, (_, guest) => hold(guest)));
  const { rows } = await sql.query<{ holds: number }>(
    `select count(*)::int as holds from log_event where type = 'TimeslotHeld' and data->>'slot' = $1`,
    [LUNCH],
  );
  return { promised: answers.filter(({ status }) => status === 201), answers, recorded: rows[0]?.holds };
};

const isRefusal = ({ status, body }: Answer): boolean =>
  status === 409 && body.code === 'SLOT_FULL' && (body.nearest as readonly string[]).length > 0;

describe('The last place of a slot, wanted by five hundred at two nodes,', () => {
  it('is promised once; everybody else is told so, and where there is room', async () => {
    const { promised, answers, recorded } = await raceForTheLastPlace('src/main');
    expect({ promised: promised.length, recorded }).toEqual({ promised: 1, recorded: 1 });
    expect(answers.filter(answer => !isRefusal(answer))).toEqual(promised);
  });

  it('would be promised more than once if appends ignored the expected revision', async () => {
    const { promised, recorded } = await raceForTheLastPlace('test/programs/server-ignoring-revisions');
    expect(promised.length).toBeGreaterThan(1);
    expect(recorded).toBeGreaterThan(1);
  });
});
