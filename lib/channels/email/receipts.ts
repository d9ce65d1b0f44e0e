// Reports of SES about an e-mail.
import type { SesDetail } from '../../../schemas/receipts.ts';
import { splitUrl } from '../../domain/sealing/find-address.ts';
import { traceOfTag } from '../../domain/trace.ts';
import type { Report } from '../report.ts';

export function mailReport(id: string, time: number, detail: SesDetail): Report {
  const { mail, bounce, complaint, delivery, open, click } = detail;
  const timestamp = (bounce ?? complaint ?? delivery ?? open ?? click)?.timestamp;
  const recipients = bounce?.bouncedRecipients ?? complaint?.complainedRecipients ?? [];
  const report: Report = {
    id,
    sendId: mail.tags?.['sendId']?.[0],
    trace: traceOfTag(mail.tags?.['trace']?.[0]),
    event: mailEventOf(detail),
    at: timestamp ? Date.parse(timestamp) : time,
    bot: (open ?? click)?.isBotEvent === 'Likely',
    // Only if there is a single recipient: complaint reports often name every recipient at the domain.
    ...(recipients.length === 1 && recipients[0]?.emailAddress
      ? { address: recipients[0].emailAddress }
      : {}),
  };
  return click?.link ? { ...report, url: splitUrl(click.link).base } : report;
}

function mailEventOf({ eventType, bounce }: SesDetail): Report['event'] {
  switch (eventType) {
    case 'Send':
      return 'sent';
    case 'Delivery':
      return 'delivered';
    case 'Bounce':
      return bounce?.bounceType === 'Permanent' ? 'bounced' : 'soft-bounced';
    case 'Complaint':
      return 'complained';
    case 'Open':
      return 'opened';
    case 'Click':
      return 'clicked';
    case 'Reject':
    case 'Rendering Failure':
      return 'rejected';
    default:
      // DeliveryDelay: nothing is final yet. Subscription: SES's own lists, which we do not use.
      return undefined;
  }
}
