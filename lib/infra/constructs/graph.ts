/** Graphs of the dashboard, all of the same size. */
import { GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';

export const [HEIGHT, WIDTH] = [6, 8];

export function graph(title: string, left: IMetric[], right: IMetric[] = []): GraphWidget {
  return new GraphWidget({ title, left, right, width: WIDTH, height: HEIGHT });
}
