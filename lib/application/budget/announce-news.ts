// Announces what happened to budgets on the bus and to finance, then marks it as announced. After a crash in between,
// the next run announces it again; the decision's number identifies the repetition.
import type { Program } from '../../../schemas/program.ts';
import type { Alert, Book, Decision } from '../../domain/budget/book.ts';
import { alertNews, type News, newsOf, type Setting } from '../../domain/budget/news.ts';
import type { Announcer } from '../../ports/announcer.ts';
import type { BudgetStore, PeriodItem } from '../../ports/budget-store.ts';
import { compareAndSet } from '../../ports/compare-and-set.ts';

export interface AnnouncePorts {
  budgets: BudgetStore;
  announcer: Announcer;
}

/** Announces what a budget's period has not announced yet. Throws Unavailable where it was not taken. */
export async function announceNews(
  { budgets, announcer }: AnnouncePorts,
  program: Program,
  item: PeriodItem,
  { apiUrl, now }: { apiUrl: string; now: number },
): Promise<void> {
  const { budget, start, endsAt, book } = item;
  const { timeZone } = program;
  const setting: Setting = { budget, channel: channelOf(program, item), endsAt, timeZone, apiUrl };
  const decisions = book.decisions.filter((decision) => !decision.announced);
  const alerts = book.alerts.filter((alert) => !alert.announced);
  const news = [...decisions.map((d) => newsOf(d, setting)), ...alerts.map((a) => alertNews(a, setting))];
  if (news.length === 0) return;
  for (const each of news) await announce(announcer, each, now);
  await mark(budgets, { budget, start }, decisions, alerts);
}

/** A budget that the program no longer has takes its channel from its cuts. */
function channelOf(program: Program, { budget, book }: PeriodItem): string {
  const cut = book.decisions.find((decision) => decision.kind === 'cut');
  return program.budgets[budget]?.channel ?? cut?.channel ?? '';
}

async function announce(
  announcer: Announcer,
  { type, detail, subject, text }: News,
  at: number,
): Promise<void> {
  await announcer.publish({ type, detail, at });
  await announcer.notifyFinance({ subject, text });
}

/** Marks the decisions as they were announced: one that a person acted on meanwhile is announced again. */
async function mark(
  budgets: BudgetStore,
  { budget, start }: Pick<PeriodItem, 'budget' | 'start'>,
  decisions: readonly Decision[],
  alerts: readonly Alert[],
): Promise<void> {
  const announced = new Set(decisions.map(stageOf));
  const announcedAlerts = new Set(alerts.map(({ kind, at }) => `${kind} ${at}`));
  await compareAndSet('budget', async () => {
    const item = await budgets.read(budget, start);
    if (!item) return true;
    const book: Book = {
      ...item.book,
      decisions: item.book.decisions.map((d) => (announced.has(stageOf(d)) ? { ...d, announced: true } : d)),
      alerts: item.book.alerts.map((a) =>
        announcedAlerts.has(`${a.kind} ${a.at}`) ? { ...a, announced: true } : a,
      ),
    };
    return (await budgets.putBook(budget, start, item.version, book)) || undefined;
  });
}

const stageOf = ({ n, status, acts }: Decision): string => `${n} ${status} ${acts.length}`;
