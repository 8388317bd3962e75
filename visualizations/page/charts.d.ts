declare module 'virtual:charts' {
  const charts: Readonly<
    Record<
      string,
      {
        readonly chart: import('../chart/types.ts').Chart;
        readonly laid: import('../chart/laid-out.ts').LaidChart;
      }
    >
  >;
  export default charts;
}
