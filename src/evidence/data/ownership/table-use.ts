/** That a file says of a table that it is its model, or writes its rows in SQL. */
export interface TableUse {
  /** Lower case, without quotes; with its schema unless that is the database's usual one. */
  table: string;
  kind: 'model' | 'write';
  /** 1-based. */
  line: number;
}

/** A table's name as it is compared: `"Billing"."Invoice"` is `billing.invoice`, `public.orders` is `orders`. */
export function tableName(written: string): string {
  const name = written.replace(/["'`[\]]/g, '').toLowerCase();
  return name.replace(/^(?:public|dbo|main)\./, '');
}
