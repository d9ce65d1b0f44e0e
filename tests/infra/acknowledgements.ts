/** The findings of cdk-nag that the app acknowledges, as found in the construct tree. */
import { type App, Validations } from 'aws-cdk-lib';

export interface Acknowledgement {
  /** Construct path, such as `CairnProfiles/Undelivered`. */
  readonly where: string;
  /** Rule without the finding it is narrowed to, such as `AwsSolutions-IAM5`. */
  readonly rule: string;
  readonly reason: string;
}

export function acknowledgements(app: App): Acknowledgement[] {
  return app.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({
        where: construct.node.path,
        rule: id.replace(/^Annotation::/, '').replace(/\[.*$/, ''),
        reason,
      })),
  );
}
