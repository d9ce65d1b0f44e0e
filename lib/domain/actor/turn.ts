// A turn as the whole actor sees it: with the complete compiled program, not only the part that journeys read.
import type { Turn } from '../journey/turn.ts';
import type { CompiledProgram } from '../program/compile.ts';

export type ActorTurn = Turn<CompiledProgram>;
