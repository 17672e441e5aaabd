/** A table's name as names are compared: lower case, without quotes and without a database's default schema. */
export function tableKey(name: string): string {
  const plain = name.replace(/["`[\]]/g, '').toLowerCase();
  return plain.replace(/^(?:public|dbo|main)\./, '');
}

/** A column of a table as names are compared. */
export function columnKey(table: string, column: string): string {
  return `${tableKey(table)}\0${tableKey(column)}`;
}
