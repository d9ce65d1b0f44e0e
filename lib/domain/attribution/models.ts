// The attribution models, one line each. Code that needs all of them loops over this list.
import type { AttributionModel } from './model.ts';
import { first } from './models/first.ts';
import { last } from './models/last.ts';
import { linear } from './models/linear.ts';
import { position } from './models/position.ts';

export const models = { last, position, first, linear };
models satisfies { [M in ModelName]: AttributionModel<M> };

export type ModelName = keyof typeof models;

export const isModel = (name: string): name is ModelName => Object.hasOwn(models, name);
export const MODELS: readonly ModelName[] = Object.keys(models).filter(isModel);
/** Those whose credits are stored in totals. */
export const KEPT: readonly ModelName[] = MODELS.filter((name) => models[name].kept);
