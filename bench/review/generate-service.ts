/** Files by path, as a double's repository takes them. */
type Files = Record<string, string>;

/** Aggregates of the generated service; each has four files. */
const aggregates = 50;

/** Files that one pull request touches. */
export const touchedFiles = 20;

const nameOf = (index: number) => `item${String(index % aggregates).padStart(2, '0')}`;
const typeOf = (index: number) => `Item${String(index % aggregates).padStart(2, '0')}`;

/** A service of 200 TypeScript files and a manifest: routes, application, domain and tables of 50 aggregates. */
export function generateService(): Files {
  const files: Files = { 'package.json': manifest({}), 'README.md': '# Warehouse\n' };
  for (let index = 0; index < aggregates; index++) {
    files[`src/api/${nameOf(index)}-routes.ts`] = routes(index);
    files[`src/application/${nameOf(index)}-service.ts`] = service(index);
    files[`src/domain/${nameOf(index)}.ts`] = domain(index, '', '');
    files[`src/infra/${nameOf(index)}-table.ts`] = table(index, '');
  }
  return files;
}

/**
 * What pull request `number` changes, in files that no recent one touched: the manifest with a message broker's
 * client, a new file that uses it, a domain file that imports its own table (a new cycle), and 17 edits.
 */
export function generateChange(number: number): Files {
  const first = (number * 5) % aggregates;
  const note = `\n/** Wanted by pull request ${number}. */\nexport const revision${number} = ${number};\n`;
  const files: Files = {
    'package.json': manifest({ amqplib: '0.10.9' }),
    [`src/infra/${nameOf(first)}-events.ts`]: events(first, number),
    [`src/domain/${nameOf(first)}.ts`]: domain(
      first,
      `import { ${typeOf(first)}Table } from '../infra/${nameOf(first)}-table.ts';\n`,
      `${note}export const storedBy = () => ${typeOf(first)}Table.name;\n`,
    ),
  };
  for (let index = first; Object.keys(files).length < touchedFiles; index++) {
    files[`src/application/${nameOf(index)}-service.ts`] = service(index) + note;
    files[`src/infra/${nameOf(index)}-table.ts`] = table(index, note);
    files[`src/api/${nameOf(index)}-routes.ts`] = routes(index) + note;
    if (index !== first) files[`src/domain/${nameOf(index)}.ts`] = domain(index, '', note);
  }
  return Object.fromEntries(Object.entries(files).slice(0, touchedFiles));
}

function manifest(more: Record<string, string>): string {
  const dependencies = { ...more, fastify: '5.6.1', pg: '8.16.3', zod: '4.1.12' };
  return `${JSON.stringify({ name: 'warehouse', version: '1.0.0', private: true, type: 'module', dependencies }, null, 2)}\n`;
}

function domain(index: number, imports: string, more: string): string {
  const next =
    index + 1 < aggregates ? `import type { ${typeOf(index + 1)} } from './${nameOf(index + 1)}.ts';\n` : '';
  const relates = index + 1 < aggregates ? `  related: ${typeOf(index + 1)}[];\n` : '';
  const type = typeOf(index);
  return `${imports}${next}
export interface ${type} {
  id: string;
  name: string;
  quantity: number;
${relates}}

export interface ${type}s {
  find(id: string): Promise<${type} | null>;
  add(item: ${type}): Promise<void>;
}

export function isScarce(item: ${type}): boolean {
  return item.quantity < ${index + 3};
}

export function reserve(item: ${type}, quantity: number): ${type} {
  if (quantity > item.quantity) throw new RangeError('not so many left');
  return { ...item, quantity: item.quantity - quantity };
}
${more}`;
}

function service(index: number): string {
  const [name, type] = [nameOf(index), typeOf(index)];
  return `import { isScarce, reserve, type ${type}, type ${type}s } from '../domain/${name}.ts';

export class ${type}Service {
  private readonly items: ${type}s;

  constructor(items: ${type}s) {
    this.items = items;
  }

  async reserve(id: string, quantity: number): Promise<${type}> {
    const item = await this.items.find(id);
    if (item === null) throw new Error('unknown item');
    const reserved = reserve(item, quantity);
    await this.items.add(reserved);
    return reserved;
  }

  async scarce(ids: string[]): Promise<${type}[]> {
    const found = await Promise.all(ids.map((id) => this.items.find(id)));
    return found.filter((item) => item !== null && isScarce(item)) as ${type}[];
  }
}
`;
}

function routes(index: number): string {
  const [name, type] = [nameOf(index), typeOf(index)];
  return `import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ${type}Service } from '../application/${name}-service.ts';

const body = z.object({ quantity: z.number().int().positive() });

export function add${type}Routes(app: FastifyInstance, service: ${type}Service): void {
  app.post('/${name}/:id/reservations', async (request, reply) => {
    const { id } = request.params as { id: string };
    const { quantity } = body.parse(request.body);
    const item = await service.reserve(id, quantity);
    return reply.code(201).send(item);
  });
}
`;
}

function table(index: number, more: string): string {
  const [name, type] = [nameOf(index), typeOf(index)];
  return `import type { Pool } from 'pg';
import { isScarce, type ${type}, type ${type}s } from '../domain/${name}.ts';

export class ${type}Table implements ${type}s {
  private readonly pool: Pool;

  constructor(pool: Pool) {
    this.pool = pool;
  }

  async find(id: string): Promise<${type} | null> {
    const { rows } = await this.pool.query('select * from ${name} where id = $1', [id]);
    return rows[0] ?? null;
  }

  async add(item: ${type}): Promise<void> {
    await this.pool.query('insert into ${name} (id, name, quantity, scarce) values ($1, $2, $3, $4)', [
      item.id,
      item.name,
      item.quantity,
      isScarce(item),
    ]);
  }
}
${more}`;
}

function events(index: number, number: number): string {
  const [name, type] = [nameOf(index), typeOf(index)];
  return `import { connect } from 'amqplib';
import type { ${type} } from '../domain/${name}.ts';

/** Of pull request ${number}. */
export async function publishReserved(item: ${type}): Promise<void> {
  const connection = await connect(process.env.AMQP_URL ?? 'amqp://localhost');
  const channel = await connection.createChannel();
  channel.publish('${name}', 'reserved', Buffer.from(JSON.stringify(item)));
  await channel.close();
  await connection.close();
}
`;
}
