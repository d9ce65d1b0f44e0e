// Reads totals back as money in one currency. Buckets hold original currencies: each day's sum is converted with the
// latest rate at or before the day. Money without a rate is reported separately, never guessed and never dropped.
import type { Program } from '../../../schemas/program.ts';
import type { ModelName } from '../../domain/attribution/models.ts';
import {
  addCredit,
  type Credit,
  type CurrencyTotal,
  newCredit,
  type Total,
  WHOLE,
} from '../../domain/attribution/totals.ts';
import { convert, type Rate, rateTable } from '../../domain/money/rates.ts';

/** Money in one currency, in micros; conversions and refunds in millionths; sends as counts. */
export interface Figures {
  sendCost: bigint;
  outside: bigint;
  credit: Credit;
  sends: number;
}

export interface Converted extends Figures {
  /** Money that no rate converts, by currency. Its orders are counted among the conversions, its money is not. */
  unconverted: Map<string, Figures>;
}

const newFigures = (): Figures => ({ sendCost: 0n, outside: 0n, credit: newCredit(), sends: 0 });
export const newConverted = (): Converted => ({ ...newFigures(), unconverted: new Map() });

export const spendOf = (figures: Figures): bigint => figures.sendCost + figures.outside;
export const revenueOf = ({ credit }: Figures): bigint => credit.revenue - credit.refunded;

/** A number of orders from millionths, the unit in which models share orders out. */
export const ordersIn = (millionths: bigint): number => Number(millionths) / Number(WHOLE);

export type Converter = (into: Converted, total: Total, day: string) => void;

/** Adds a day's totals to figures in one currency (by default the program's), under one attribution model. */
export function converter(program: Program, model: ModelName, target = program.currency): Converter {
  const rates = rateTable(program);
  return (into, total, day) => {
    into.sends += total.sends;
    for (const [currency, part] of total.currencies)
      addPart(into, {
        currency,
        credit: part.credits[model] ?? newCredit(),
        part,
        rate: rates(currency, target, day),
      });
  };
}

interface Part {
  currency: string;
  credit: Credit;
  part: CurrencyTotal;
  rate: Rate | undefined;
}

function addPart(into: Converted, { currency, credit, part, rate }: Part): void {
  if (rate) {
    const money = (micros: bigint): bigint => convert(micros, rate);
    into.sendCost += money(part.sendCost);
    into.outside += money(part.outside);
    addCredit(into.credit, { ...credit, revenue: money(credit.revenue), refunded: money(credit.refunded) });
    return;
  }
  const apart = into.unconverted.get(currency) ?? newFigures();
  into.unconverted.set(currency, apart);
  apart.sendCost += part.sendCost;
  apart.outside += part.outside;
  addCredit(apart.credit, credit);
  into.credit.conversions += credit.conversions;
  into.credit.refunds += credit.refunds;
}
