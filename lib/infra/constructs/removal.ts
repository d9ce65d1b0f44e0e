/** What becomes of what holds data when its stack goes: kept, unless the installation is told to take it along (removeData). */
import { RemovalPolicy } from 'aws-cdk-lib';

export const removal = (removeData: boolean): RemovalPolicy =>
  removeData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
