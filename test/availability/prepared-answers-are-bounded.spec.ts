import { NEVER, PreparedAnswers, preparedFrom } from '../../src/availability/prepared-answers.js';

const NOW = '2031-06-02T09:00:00.000Z';
/** An answer of some size, that holds for ever unless it says otherwise. */
const sized = (bytes: number, validUntil = NEVER) => ({
  ...preparedFrom({}),
  body: Buffer.alloc(bytes),
  validUntil,
});

describe('prepared answers', () => {
  it('are kept up to a number of them', () => {
    const answers = new PreparedAnswers({ answersMax: 3, bytesMax: 1_000 });
    for (const day of ['a', 'b', 'c', 'd']) answers.keep(day, sized(1));
    expect(['a', 'b', 'c', 'd'].map(day => answers.at(day, NOW) !== undefined)).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect(answers.size).toEqual({ answers: 3, bytes: 3 });
  });

  it('are kept up to a number of bytes, however few they are', () => {
    const answers = new PreparedAnswers({ answersMax: 100, bytesMax: 1_000 });
    for (const day of ['a', 'b', 'c']) answers.keep(day, sized(400));
    expect(answers.size).toEqual({ answers: 2, bytes: 800 });
    expect(answers.at('a', NOW)).toBeUndefined();
  });

  it('that are asked for outlive those that are not', () => {
    const answers = new PreparedAnswers({ answersMax: 2, bytesMax: 1_000 });
    answers.keep('a', sized(1));
    answers.keep('b', sized(1));
    answers.at('a', NOW);
    answers.keep('c', sized(1));
    expect([answers.at('a', NOW) !== undefined, answers.at('b', NOW)]).toEqual([true, undefined]);
  });

  it('count once, however often they are made anew or forgotten', () => {
    const answers = new PreparedAnswers({ answersMax: 10, bytesMax: 1_000 });
    for (const bytes of [100, 200, 300]) answers.keep('a', sized(bytes));
    expect(answers.size).toEqual({ answers: 1, bytes: 300 });
    answers.forget('a');
    answers.forget('a');
    expect(answers.size).toEqual({ answers: 0, bytes: 0 });
  });

  it('too large to be kept at all are given all the same', () => {
    const answers = new PreparedAnswers({ answersMax: 10, bytesMax: 1_000 });
    const large = sized(2_000);
    expect(answers.keep('a', large)).toBe(large);
    expect(answers.size).toEqual({ answers: 0, bytes: 0 });
  });

  it('are forgotten store by store', () => {
    const answers = new PreparedAnswers();
    for (const day of ['one_1', 'one_2', 'other_1']) answers.keep(day, sized(10));
    answers.forgetAll('one_');
    expect(answers.size).toEqual({ answers: 1, bytes: 10 });
    expect(answers.at('other_1', NOW)).toBeDefined();
  });

  it('are not given from the very millisecond they end', () => {
    const answers = new PreparedAnswers();
    answers.keep('a', sized(1, NOW));
    expect(answers.at('a', '2031-06-02T08:59:59.999Z')).toBeDefined();
    expect(answers.at('a', NOW)).toBeUndefined();
  });
});
