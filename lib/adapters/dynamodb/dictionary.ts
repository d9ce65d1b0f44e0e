// Text that most states and histories share, known to both ends of the compression, so that it is stored once here
// instead of in every item: a lone event then costs a third. Bodies name the dictionary they were written with.
//
// Invariant: a dictionary that was ever deployed never changes by a byte. A better one gets the next number.

/** References to later text are shorter, so the most frequent text comes last. */
const FIRST = [
  '{"redirect":"u-","userId":{"$sealed":#0,"m":"***"},"locale":"en-US","timeZone":"Europe/Berlin","serverSet":["email","phone"],',
  '"devices":[{"token":{"$sealed":#0,"m":"***"},"platform":"ios","at":17},{"platform":"android"}],"unreachable":{"email":""},"complained":["email"],',
  '"parked":{"awaiting":["a-"],"until":17,"messages":[],"bytes":0},"touchpoints":[{"at":17,"channel":"email","kind":"click","campaign":"","journey":""},{"at":17,"channel":"cpc","kind":"visit","campaign":"","kind":"send"}],',
  '"traits":{"email":{"$sealed":#0,"m":"a***@","x":"gmail.com"},"phone":{"$sealed":#0,"m":"138****","x":"DE"},"firstName":{"$sealed":#0,"m":"A***"},"lastName":{"$sealed":#0,"m":"A***"},"plan":"","city":"","country":"","age":,"createdAt":"20","gender":"","language":"","timezone":"Europe/London"},',
  '"counters":{"":{"b":"20765 2AAAAEABAQA","last":17,"window":2592000000},"":{"r":[17,1,0,1,0,1,0,1],"last":17},"":{"total":1,"last":17},',
  '"journeys":{"welcome":{"hash":"","born":"a-","entry":1,"enteredAt":17,"phase":"waiting","step":"pause","visit":1,"wakeAt":17,"goalUntil":17,"goalAt":17},"phase":"sending","sendId":"","event":{"name":"Product Added","properties":{},"occurredAt":17}},"phase":"done","step":"mail","visit":1},"whens":{"welcome":true,"":false},"linked":["a-"],',
  '{"t":17,"type":"linked","from":"a-","to":"u-"},{"t":17,"type":"quarantined","id":"","reason":"","message":{}},{"source":"released"},{"source":"hand-over"},',
  '{"t":17,"type":"consent","purpose":"marketing","channel":"email","given":true,"counts":true,"source":"","wording":""},{"t":17,"type":"consent","purpose":"marketing","channel":"sms","given":false,"counts":true},',
  '{"t":17,"type":"receipt","sendId":"","journey":"","step":"mail","channel":"email","event":"delivered"},"event":"opened"},"event":"clicked"},"bot":true},{"t":17,"type":"outcome","sendId":"","journey":"","step":"","channel":"push","status":"sent"},"status":"refused","reason":"consent"},"reason":"window"},"reason":"budget"},',
  '{"t":17,"type":"journey","journey":"","entry":1,"what":"entered","event":0,"why":[{"if":{"property":"price","gte":20},"value":,"held":true},{"if":{"trait":"","eq":""},"held":false}],"program":1},{"t":17,"type":"journey","journey":"","entry":1,"what":"waits","step":"pause","until":3600000,"program":1},{"what":"branched","step":"","next":"","why":[{"if":{"reachable":"push"},"held":false}]},{"what":"sends","step":"mail","sendId":"","template":"","channel":"email","program":1},{"what":"not-entered","reason":""},{"what":"held"},{"what":"exited"},{"what":"finished"},{"what":"goal"},',
  '"out":{"ids":[1],"effects":[{"type":"timer","wakeAt":17},{"type":"mail","to":"a-","messages":[{"type":"link","id":"","to":"u-","acceptedAt":17}],"withKeys":true},{"type":"address","address":"e-","at":17},{"type":"lift-block","purpose":"marketing","channel":"email","acceptedAt":17,"index":0},',
  '{"type":"fact","fact":{"type":"conversion","orderId":"","eventId":"","profile":"u-","at":17,"acceptedAt":17,"index":0,"revenue":000000,"currency":"EUR","touchpoints":[]}},{"type":"fact","fact":{"type":"count","id":"","channel":"email","what":"opened","at":17}},',
  '{"type":"send","request":{"v":1,"sendId":"","profile":"u-","journey":"","entry":1,"step":"","visit":1,"channel":"email","template":"","purpose":"marketing","program":1,"decidedAt":17,"expiresAt":17,"attempt":0,"event":{"name":"","properties":{},"occurredAt":17}}}]}',
  '"consent":{"marketing":{"email":{"yes":{"at":17,"acceptedAt":17,"index":0,"source":"checkout","wording":"I agree"},"no":{"at":17,"acceptedAt":17,"index":0}},"sms":{"yes":{"at":17},"push":{}}},',
  '{"id":"u-","createdAt":17,"handledAt":17,"program":1,"seen":{"blocks":[[16,17],[16,17],[16,17],[16,17],[1,17]],"evicted":17,"ahead":0},',
  '"trust":"browser","userId":{"$sealed":#0,"m":"***"},"anonymous":"a-","addresses":["e-","p-"],"properties":{"product_id":"","sku":"","name":"","price":,"quantity":1,"category":"","order_id":"","revenue":,"total":,"currency":"EUR","products":[{"product_id":"","price":}],"url":"https://www.","title":"","path":"/","referrer":""},',
  '"traits":{},"context":{"campaign":{"name":"","source":"","medium":"cpc"},"device":{"type":"ios"},"timezone":"Europe/Berlin","locale":"de-DE","ip":{"$sealed":#0,"m":"*"},"page":{"path":"/","referrer":"https://","title":"","url":"https://www."},"userAgent":"Mozilla/5.0"}}},',
  '"kind":"identify","name":"identify","kind":"page","name":"page","name":"Order Completed","name":"Checkout Started","name":"Order Refunded","name":"Application Opened","name":"Product Added","clientAt":null,',
  '{"what":"not-entered","reason":"condition","why":[{"if":{"did":"","within":"P30D","times":{"gte":3}},"value":1,"held":false}],"event":0,"times":20},{"t":0,"type":"event","event":{"id":"c-","kind":"track","name":"Product Viewed","occurredAt":-1,"acceptedAt":-9,"index":1,"clientAt":0,"trust":"server","userId":{"$sealed":#0,"m":"***"},"properties":{"product_id":"","name":"","category":"","price":,"currency":"EUR"},"traits":{},"context":{}}},[[12,50,22],[0,36,22]]\n[{"t":17,"type":"event","event":{"id":"',
];

// Marked as pure, so that the bundler drops it from functions that read and write no states.
export const DICTIONARIES = /* @__PURE__ */ dictionaries();
export const NEWEST = 1;

function dictionaries(): ReadonlyMap<number, Buffer> {
  return new Map([[1, Buffer.from(FIRST.join(''))]]);
}
