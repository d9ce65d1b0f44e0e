/**
 * What happens to stored data when its stack is deleted: it is kept, unless the installation is configured to delete
 * it (removeData).
 */
import { RemovalPolicy } from 'aws-cdk-lib';

export const removal = (removeData: boolean): RemovalPolicy =>
  removeData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
