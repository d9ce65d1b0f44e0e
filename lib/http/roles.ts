// Who may do what at the operators' API. A role is what a person is; a duty is what a route asks for.
export const ROLES = ['viewer', 'marketer', 'finance', 'privacy', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export type Duty =
  /** Look at the program, budgets, reports, profiles (sealed values masked), quarantine. */
  | 'read'
  /** Change and publish the program, try it out, release what was quarantined. */
  | 'edit'
  /** Approve and revert what the guard decided, raise or lower a budget. */
  | 'money'
  /** Take out or erase all that is stored of a person. */
  | 'privacy'
  /** Make, rotate and revoke the write keys of integrations. */
  | 'keys';

const DUTIES: Readonly<Record<Role, readonly Duty[]>> = {
  viewer: ['read'],
  marketer: ['read', 'edit'],
  finance: ['read', 'money'],
  privacy: ['read', 'privacy'],
  admin: ['read', 'edit', 'money', 'privacy', 'keys'],
};

export const isRole = (name: string): name is Role => ROLES.some((role) => role === name);

export function may(roles: readonly Role[], duty: Duty): boolean {
  return roles.some((role) => DUTIES[role].includes(duty));
}

/** The roles that a duty is given to, for people to read. */
export const rolesFor = (duty: Duty): Role[] => ROLES.filter((role) => DUTIES[role].includes(duty));
