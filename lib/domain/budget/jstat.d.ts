// Types for the one part of jstat in use; the package ships none.
declare module 'jstat' {
  const jStat: {
    gamma: {
      /** P(X <= x) of a Gamma variable with this shape and scale. */
      cdf(x: number, shape: number, scale: number): number;
    };
  };
  export default jStat;
}
