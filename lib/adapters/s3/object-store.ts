// Objects of one bucket.
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../ports/object-store.ts';
import { Unavailable } from '../../ports/queue.ts';

export function s3ObjectStore(client: S3Client, bucket: string): ObjectStore {
  return {
    async put(name, text, type) {
      try {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: text, ContentType: type }));
      } catch (error) {
        throw unavailable(error);
      }
    },
    async get(name) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw unavailable(error);
      }
    },
  };
}

const unavailable = (error: unknown): Unavailable =>
  new Unavailable(`S3: ${error instanceof Error ? error.name : 'no answer'}`, { cause: error });
