export interface OrderLine {
  sku: string;
  quantity: number;
  cents: number;
}

export interface Order {
  id: string;
  customer: string;
  lines: OrderLine[];
  totalCents: number;
  status: 'placed' | 'paid' | 'shipped';
}

export function totalOf(lines: OrderLine[]): number {
  return lines.reduce((sum, line) => sum + line.quantity * line.cents, 0);
}
