// Who may do what in the operators' API. A role describes a person; a duty is what a route requires.
import type { Duty } from '../../schemas/api/route.ts';

export const ROLES = ['viewer', 'marketer', 'finance', 'privacy', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const DUTIES: Readonly<Record<Role, readonly Duty[]>> = {
  viewer: ['read'],
  marketer: ['read', 'edit'],
  finance: ['read', 'money'],
  privacy: ['read', 'open', 'suppressions'],
  admin: ['read', 'edit', 'open', 'money', 'suppressions', 'keys'],
};

export const isRole = (name: string): name is Role => ROLES.some((role) => role === name);

export function may(roles: readonly Role[], duty: Duty): boolean {
  return roles.some((role) => DUTIES[role].includes(duty));
}

/** The roles that have a duty, for people to read. */
export const rolesFor = (duty: Duty): Role[] => ROLES.filter((role) => DUTIES[role].includes(duty));
