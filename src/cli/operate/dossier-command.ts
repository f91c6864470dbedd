import { Command } from 'commander';
import { columns } from './columns.js';
import { jsonOption, urlOption } from './operate-options.js';
import { OperatorApi, type Dossier, type DossierAttempt } from './operator-api.js';

interface Options {
  readonly url: string;
  readonly json: boolean;
}

/** `rushline dossier`: what was done about one order, and what is known of each attempt. */
export const dossierCommand = (): Command =>
  new Command('dossier')
    .description(
      'Everything about the handing over of one order: attempts, what came of them and how that is known, voids,\n' +
        'escalations, who decided what, and what the POS said',
    )
    .argument('<orderId>', 'the order')
    .addOption(urlOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 answered; 1 the server did not answer, or knows no such order; 2 wrong usage.',
    )
    .action(async (orderId: string, { url, json }: Options) => {
      const dossier = await new OperatorApi(url).dossier(orderId);
      process.stdout.write(json ? `${JSON.stringify(dossier)}\n` : told(dossier));
    });

const told = (dossier: Dossier): string => {
  const { orderId, storeId, businessDate, attempts, escalations, decisions, ticket, unreadable } = dossier;
  const parts = [
    `Order ${orderId} of ${storeId}, ${businessDate}\n`,
    section(
      'Decided',
      decisions.map(({ at, type, actor, why = '' }) => [at, type, actor, why]),
    ),
    attempts.length === 0 ? 'Attempts: none\n' : `Attempts\n${attempts.map(toldAttempt).join('')}`,
    section(
      'Escalated',
      escalations.map(({ at, cause, detail }) => [at, cause, detail]),
    ),
    section(
      'The POS said',
      ticket.map(({ at, type, ticketId }) => [at, type, ticketId]),
    ),
    ...(unreadable === 0 ? [] : [`${unreadable} facts of it only a newer release can read.\n`]),
  ];
  return parts.join('\n');
};

const section = (title: string, rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? `${title}: nothing\n` : `${title}\n${columns(rows)}`;

const toldAttempt = ({
  what,
  attempt,
  startedAt,
  account,
  location,
  resent,
  outcomes,
}: DossierAttempt): string => {
  const outcome = outcomes.map(each => [
    `  ${each.at}`,
    `${each.outcome} after ${each.latencyMs} ms`,
    `bytes sent: ${each.bytesSent}`,
    each.learnedBy === undefined ? '' : `learned by ${each.learnedBy}`,
    each.ticketId ?? each.detail ?? '',
  ]);
  const again = resent.map(({ at }) => [`  ${at}`, 'sent once more under the same key']);
  const open = outcomes.length === 0 ? '  nobody knows yet what became of it\n' : '';
  return `  ${what} ${attempt} to ${account}/${location}, claimed ${startedAt}\n${columns([...again, ...outcome])}${open}`;
};
