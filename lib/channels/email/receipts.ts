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

/**
 * Feedback types (RFC 5965, 6591 and IANA's registry) that are no complaint of the recipient: the mail was none of the
 * spam that it was taken for, or a machine reports on authentication or a virus.
 */
const NO_COMPLAINT: ReadonlySet<string> = new Set(['not-spam', 'auth-failure', 'virus', 'dmarc']);
/** SES did not try: its own lists kept the message back. They are SES's to keep, and their entries end. */
const NOT_TRIED: ReadonlySet<string> = new Set(['Suppressed', 'OnAccountSuppressionList']);

function bounceEvent({ bounceType, bounceSubType }: NonNullable<SesDetail['bounce']>): Report['event'] {
  if (bounceType !== 'Permanent') return 'soft-bounced';
  if (NOT_TRIED.has(bounceSubType ?? '')) return 'undeliverable';
  return bounceSubType === 'UnsubscribedRecipient' ? 'unsubscribed' : 'bounced';
}

/** A report without a type, or of one that is not known here, counts as a complaint: the strict side. */
function complaintEvent(complaint: SesDetail['complaint']): Report['event'] {
  if (NOT_TRIED.has(complaint?.complaintSubType ?? '')) return 'undeliverable';
  const type = complaint?.complaintFeedbackType?.trim().toLowerCase();
  return NO_COMPLAINT.has(type ?? '') ? 'feedback' : 'complained';
}

function mailEventOf({ eventType, bounce, complaint }: SesDetail): Report['event'] {
  switch (eventType) {
    case 'Send':
      return 'sent';
    case 'Delivery':
      return 'delivered';
    case 'Bounce':
      return bounce ? bounceEvent(bounce) : 'soft-bounced';
    case 'Complaint':
      return complaintEvent(complaint);
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
