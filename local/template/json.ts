// Reads JSON of unknown shape without a cast: each helper returns its type or reports what it found and where.

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };
export type JsonObject = { [key: string]: Json | undefined };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}

export function objectAt(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function listAt(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** CloudFormation accepts numbers and booleans as strings and strings as numbers: both become text here. */
export function textAt(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

export function numberAt(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export function flagAt(value: Json | undefined): boolean {
  return value === true || value === 'true';
}

export function textsAt(value: Json | undefined): string[] {
  return listAt(value).flatMap((item) => {
    const text = textAt(item);
    return text === undefined ? [] : [text];
  });
}

export function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`missing ${what}`);
  return value;
}
