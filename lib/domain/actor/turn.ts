// A turn as the whole actor sees it: with everything that the compiled program knows, not only what journeys ask of it.
import type { Turn } from '../journey/turn.ts';
import type { CompiledProgram } from '../program/compile.ts';

export type ActorTurn = Turn<CompiledProgram>;
