// The invoices of an Online Retail file (UCI, Chen 2015): lines summed per invoice in whole pence.
export interface Invoice {
  invoice: string;
  customer?: string;
  at: Date;
  pence: number;
}

/** Splits a CSV line; quotes enclose descriptions with commas. */
function fields(line: string): string[] {
  const out: string[] = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g))
    out.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  return out;
}

export function invoicesOf(csv: string): Invoice[] {
  const [head = '', ...lines] = csv.trim().split(/\r?\n/);
  const names = fields(head);
  const column = (name: string) => names.indexOf(name);
  const [no, quantity, date, price, customer] = [
    'InvoiceNo',
    'Quantity',
    'InvoiceDate',
    'UnitPrice',
    'CustomerID',
  ].map(column);
  const sums = new Map<string, { at: Date; customer?: string; tenths: number }>();
  for (const line of lines) {
    const row = fields(line);
    const at = (i: number | undefined) => row[i ?? -1] ?? '';
    const invoice = sums.get(at(no)) ?? {
      at: new Date(`${at(date).replace(' ', 'T')}Z`),
      customer: at(customer).replace(/\.0$/, '') || undefined,
      tenths: 0,
    };
    // Unit prices have up to three decimals: whole tenths of a penny keep the sum exact.
    invoice.tenths += Number(at(quantity)) * Math.round(Number(at(price)) * 1000);
    sums.set(at(no), invoice);
  }
  return [...sums].map(([invoice, { at, customer: who, tenths }]) => ({
    invoice,
    customer: who,
    at,
    pence: Math.round(tenths / 10),
  }));
}
