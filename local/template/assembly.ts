// Loads the synthesized cloud assembly (cdk.out): each stack's template, in dependency order, and the paths of its
// assets.

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isObject, type JsonObject, need, objectAt, parseJson, textAt, textsAt } from './json.ts';

export interface StackTemplate {
  name: string;
  region: string | undefined;
  account: string | undefined;
  template: JsonObject;
  /** S3 object key of an asset -> the folder or file it was made from. */
  assets: ReadonlyMap<string, string>;
}

const concrete = (value: string | undefined) =>
  value === undefined || value.startsWith('unknown-') ? undefined : value;

async function readJson(path: string): Promise<JsonObject> {
  return objectAt(parseJson(await readFile(path, 'utf8')));
}

/** Stacks in dependency order. */
export async function loadAssembly(folder: string): Promise<StackTemplate[]> {
  const directory = resolve(folder);
  const manifest = await readJson(join(directory, 'manifest.json'));
  const artifacts = objectAt(manifest.artifacts);
  const loaded = new Map<string, StackTemplate>();
  const visit = async (id: string): Promise<void> => {
    const artifact = artifacts[id];
    if (!isObject(artifact) || loaded.has(id) || artifact.type !== 'aws:cloudformation:stack') return;
    for (const dependency of textsAt(artifact.dependencies)) await visit(dependency);
    loaded.set(id, await loadStack(directory, id, artifact, artifacts));
  };
  for (const id of Object.keys(artifacts)) await visit(id);
  return [...loaded.values()];
}

async function loadStack(
  directory: string,
  id: string,
  artifact: JsonObject,
  artifacts: JsonObject,
): Promise<StackTemplate> {
  const properties = objectAt(artifact.properties);
  const file = need(textAt(properties.templateFile), `${id}: templateFile`);
  const assets = new Map<string, string>();
  for (const dependency of textsAt(artifact.dependencies)) {
    const other = objectAt(artifacts[dependency]);
    const assetsFile = textAt(objectAt(other.properties).file);
    if (other.type === 'cdk:asset-manifest' && assetsFile !== undefined) {
      for (const [key, path] of await loadAssets(directory, assetsFile)) assets.set(key, path);
    }
  }
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(textAt(artifact.environment) ?? '') ?? [];
  return {
    name: textAt(properties.stackName) ?? id,
    region: concrete(region),
    account: concrete(account),
    template: await readJson(join(directory, file)),
    assets,
  };
}

async function loadAssets(directory: string, file: string): Promise<[string, string][]> {
  const files = objectAt((await readJson(join(directory, file))).files);
  return Object.values(files).flatMap((asset) => {
    const path = textAt(objectAt(objectAt(asset).source).path);
    const destinations = Object.values(objectAt(objectAt(asset).destinations));
    return destinations.flatMap((destination): [string, string][] => {
      const key = textAt(objectAt(destination).objectKey);
      return key === undefined || path === undefined ? [] : [[key, join(directory, path)]];
    });
  });
}

/** Names under a template section, as [logical id, body] pairs. */
export function section(template: JsonObject, name: string): [string, JsonObject][] {
  return Object.entries(objectAt(template[name])).map(([id, body]) => [id, objectAt(body)]);
}
