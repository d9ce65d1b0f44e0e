// Runs one bundle in a process with nothing else, as Lambda does: loads it, then passes it one batch after another.
import { createRequire } from 'node:module';

const { handler } = createRequire(import.meta.url)(process.argv[2]);
process.on('message', async (event) => {
  if (event === 'collect') {
    globalThis.gc();
    process.send({ live: process.memoryUsage().heapUsed });
    return;
  }
  try {
    const { batchItemFailures } = await handler(event);
    process.send({
      failures: batchItemFailures.length ? `${batchItemFailures.length} of a batch` : undefined,
    });
  } catch (error) {
    process.send({ failures: String(error) });
  }
});
process.send({});
