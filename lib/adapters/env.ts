// The only access to the environment: a function that was not granted what it needs reports it by name.

/** The value of an environment variable. Throws an error that names it when it is absent or empty. */
export function env(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`The environment variable ${name} is not set: was the resource granted?`);
  return value;
}

/** The value, or undefined where the installation omits it or leaves it empty. */
export function optionalEnv(name: string): string | undefined {
  return process.env[name] || undefined;
}
