// The one corner of jstat that is used: it ships no types.
declare module 'jstat' {
  const jStat: {
    gamma: {
      /** P(X <= x) of a Gamma variable with this shape and scale. */
      cdf(x: number, shape: number, scale: number): number;
    };
  };
  export default jStat;
}
