// The one distribution that the guard needs. A library of statistics is twice the code of the whole guard, and each start reads it.
// Formulas: Press et al., Numerical Recipes (3rd ed.), 6.2, and NIST's DLMF 5.11.1. A test compares the results with jstat's.
const PRECISION = 1e-14;

/** P(X <= x) of a Gamma variable with this shape (above 0) and scale 1. */
export function gammaCdf(x: number, shape: number): number {
  if (x <= 0) return 0;
  const density = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  return x < shape + 1 ? density * series(x, shape) : 1 - density * fraction(x, shape);
}

/** Numerical Recipes 6.2.5: quick below the mean. */
function series(x: number, shape: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = shape + 1; term > sum * PRECISION; n += 1) {
    term *= x / n;
    sum += term;
  }
  return sum;
}

/** Numerical Recipes 6.2.7, by Lentz's method: quick above the mean. */
function fraction(x: number, shape: number): number {
  let b = x + 1 - shape;
  let c = Number.POSITIVE_INFINITY;
  let d = 1 / b;
  let result = d;
  let factor = 0;
  for (let i = 1; Math.abs(factor - 1) > PRECISION; i += 1) {
    const a = -i * (i - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    factor = c * d;
    result *= factor;
  }
  return result;
}

/** Stirling's series (DLMF 5.11.1), which five terms of give all digits from 10 on; below, by the recurrence of Gamma. */
function logGamma(shape: number): number {
  let below = 1;
  let z = shape;
  for (; z < 10; z += 1) below *= z;
  const r = 1 / (z * z);
  const rest = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + rest - Math.log(below);
}
