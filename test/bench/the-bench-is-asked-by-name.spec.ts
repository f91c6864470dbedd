import { startProgram } from '../equipment/child-process.js';

describe('The bench', () => {
  it('names the benches there are when it is asked for one that is none', async () => {
    const bench = startProgram('bench/main', { args: ['hot-slot', 'hot-slots'] });
    expect(await bench.ended()).toMatchObject({ code: 2 });
    expect(bench.output).toMatch(/there is no bench hot-slots; there are: hot-slot, spread, /);
  });

  it('explains itself, with its exit codes', async () => {
    const bench = startProgram('bench/main', { args: ['--help'] });
    expect(await bench.ended()).toMatchObject({ code: 0 });
    expect(bench.output).toMatch(/1 a floor was missed/);
  });

  it('refuses a number of rounds that is none', async () => {
    const bench = startProgram('bench/main', { args: ['fold', '--rounds', 'many'] });
    expect(await bench.ended()).toMatchObject({ code: 2 });
  });
});
