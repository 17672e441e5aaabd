/** A file before and after, in which no writes lost a transaction. `others` are files that did not change. */
interface NearMiss {
  what: string;
  path: string;
  base: string;
  head: string;
  others?: Record<string, string>;
}

const prisma =
  'async function place() {\n  await prisma.$transaction(async (tx) => {\n    await tx.order.create({});\n    await tx.stock.update({});\n  });\n}\n';
const django =
  'def place(cart):\n    with transaction.atomic():\n        Order.objects.create(cart=cart)\n        cart.delete()\n';
const rails =
  'class Order\n  def place\n    transaction do\n      stock.update!(left: 0)\n      cart.destroy!\n    end\n  end\nend\n';
const ef =
  'class Orders {\n  public async Task Place() {\n    using var tx = await _db.Database.BeginTransactionAsync();\n    await _db.SaveChangesAsync();\n    await _db.Stock.ExecuteUpdateAsync(s => s);\n    await tx.CommitAsync();\n  }\n}\n';
const spring =
  'class Orders {\n  @Transactional\n  public void place(Order o) {\n    orderRepository.save(o);\n    stockRepository.deleteById(1);\n  }\n}\n';
const go =
  'package a\n\nfunc place(db *sql.DB) error {\n\ttx, err := db.Begin()\n\ttx.Exec("INSERT INTO orders VALUES (1)")\n\ttx.Exec("UPDATE stock SET n = 0")\n\treturn tx.Commit()\n}\n';
const laravel =
  '<?php\nclass Orders {\n  public function place($order) {\n    DB::transaction(function () use ($order) {\n      $order->save();\n      Stock::create([]);\n    });\n  }\n}\n';

export const nearMisses: NearMiss[] = [
  // TypeScript
  { what: 'a function that is gone', path: 'src/a.ts', base: prisma, head: 'export {};\n' },
  {
    what: 'writes that went too',
    path: 'src/a.ts',
    base: prisma,
    head: 'async function place() {\n  await api.place();\n}\n',
  },
  {
    what: 'one write that is left',
    path: 'src/a.ts',
    base: prisma,
    head: 'async function place() {\n  await prisma.order.create({});\n}\n',
  },
  {
    what: 'another form of a transaction',
    path: 'src/a.ts',
    base: prisma,
    head: 'class A {\n}\nasync function place() {\n  await prisma.$transaction([prisma.order.create({}), prisma.stock.update({})]);\n}\n',
  },
  {
    what: "a helper of the project's own",
    path: 'src/a.ts',
    base: prisma,
    head: 'async function place() {\n  await this.db.runInTransaction(async (client) => {\n    await client.order.create({});\n    await client.stock.update({});\n  });\n}\n',
  },
  {
    what: 'a transaction that a caller hands in',
    path: 'src/a.ts',
    base: prisma,
    head: 'async function place(tx: Tx) {\n  await tx.order.create({});\n  await tx.stock.update({});\n}\n',
  },
  {
    what: 'a caller in the same file that wraps the call',
    path: 'src/a.ts',
    base: prisma,
    head: 'async function place() {\n  await prisma.order.create({});\n  await prisma.stock.update({});\n}\nasync function all() {\n  await prisma.$transaction(async () => {\n    await place();\n  });\n}\n',
  },
  {
    what: 'a caller in another file that wraps the call',
    path: 'src/a.ts',
    base: prisma,
    head: 'export async function place() {\n  await prisma.order.create({});\n  await prisma.stock.update({});\n}\n',
    others: {
      'src/b.ts': 'export const all = () => inTransaction(async () => {\n  await place();\n});\n',
    },
  },
  {
    what: 'a decorator that moved to the class',
    path: 'src/a.ts',
    base: 'class A {\n  @Transactional()\n  async place() {\n    await this.a.save(1);\n    await this.b.save(2);\n  }\n}\n',
    head: '@Transactional()\nclass A {\n  async place() {\n    await this.a.save(1);\n    await this.b.save(2);\n  }\n}\n',
  },
  {
    what: 'what is no write',
    path: 'src/a.ts',
    base: 'async function place() {\n  await db.transaction(async (tx) => {\n    seen.delete(1);\n    total.update(2);\n    await tx.order.findMany({});\n  });\n}\n',
    head: 'async function place() {\n  seen.delete(1);\n  total.update(2);\n  await db.order.findMany({});\n}\n',
  },
  {
    what: 'a transaction made smaller',
    path: 'src/a.ts',
    base: 'async function place() {\n  await db.transaction(async (tx) => {\n    await tx.a.create({});\n    await tx.b.create({});\n    await tx.c.create({});\n  });\n}\n',
    head: 'async function place() {\n  await db.a.create({});\n  await db.inTransaction(async (tx) => {\n    await tx.b.create({});\n    await tx.c.create({});\n  });\n}\n',
  },
  {
    what: 'a function extracted and still wrapped',
    path: 'src/a.ts',
    base: prisma,
    head: 'async function place() {\n  await prisma.$transaction(store);\n}\nasync function store(client: Client) {\n  await client.order.create({});\n  await client.stock.update({});\n}\n',
  },
  {
    what: 'one write left of each of two transactions',
    path: 'src/a.ts',
    base: 'async function remove(draft: boolean) {\n  if (draft)\n    return await prisma.$transaction(async (tx) => {\n      await tx.log.create({});\n      await tx.order.delete({});\n    });\n  await prisma.$transaction(async (tx) => {\n    await tx.log.create({});\n    await tx.order.update({});\n  });\n}\n',
    head: 'async function remove(draft: boolean) {\n  if (draft) return await prisma.order.delete({});\n  await prisma.order.update({});\n}\n',
  },
  // JavaScript
  {
    what: 'an option that names the transaction',
    path: 'src/a.js',
    base: 'async function place() {\n  await sequelize.transaction(async (t) => {\n    await Order.create({}, { transaction: t });\n    await Stock.destroy({ transaction: t });\n  });\n}\n',
    head: 'async function place(options) {\n  await Order.create({}, { transaction: options.t });\n  await Stock.destroy({ transaction: options.t });\n}\n',
  },
  {
    what: 'a chain that names the transaction',
    path: 'src/a.js',
    base: "async function place() {\n  await knex.transaction(async (trx) => {\n    await trx('a').insert({});\n    await trx('b').del();\n  });\n}\n",
    head: "async function place(opts) {\n  await knex('a').insert({}).transacting(opts.trx);\n  await knex('b').del().transacting(opts.trx);\n}\n",
  },
  {
    what: 'a transaction of the browser',
    path: 'src/a.js',
    base: "function put() {\n  const store = db.transaction('a', 'readwrite').objectStore('a');\n  store.put(1);\n  store.delete(2);\n}\n",
    head: 'function put() {\n  store.put(1);\n  store.delete(2);\n}\n',
  },
  {
    what: 'business that is called a transaction',
    path: 'src/a.js',
    base: 'async function pay() {\n  await createTransaction(async () => {\n    await wallet.update({});\n    await ledger.create({});\n  });\n}\n',
    head: 'async function pay() {\n  await wallet.update({});\n  await ledger.create({});\n}\n',
  },
  // Python
  {
    what: 'a block that became a decorator',
    path: 'a.py',
    base: django,
    head: '@transaction.atomic\ndef place(cart):\n    Order.objects.create(cart=cart)\n    cart.delete()\n',
  },
  {
    what: 'a session that commits once',
    path: 'a.py',
    base: 'def place(order):\n    with session.begin():\n        session.add(order)\n        session.delete(order.cart)\n',
    head: 'def place(order):\n    session.add(order)\n    session.delete(order.cart)\n    session.commit()\n',
  },
  {
    what: 'dictionaries and sets',
    path: 'a.py',
    base: 'def place(cart):\n    with transaction.atomic():\n        data.update({"a": 1})\n        seen.add(1)\n        cache.delete("x")\n        Order.objects.create(cart=cart)\n',
    head: 'def place(cart):\n    data.update({"a": 1})\n    seen.add(1)\n    cache.delete("x")\n    Order.objects.create(cart=cart)\n',
  },
  {
    what: 'a caller that took the transaction over',
    path: 'a.py',
    base: django,
    head: 'def place(cart):\n    Order.objects.create(cart=cart)\n    cart.delete()\n\n\n@transaction.atomic\ndef checkout(cart):\n    place(cart)\n',
  },
  // Ruby
  {
    what: 'another method that opens it',
    path: 'app/a.rb',
    base: rails,
    head: 'class Order\n  def place\n    store\n  end\n\n  def checkout\n    Order.transaction { store }\n  end\n\n  def store\n    stock.update!(left: 0)\n    cart.destroy!\n  end\nend\n',
  },
  {
    what: 'a lock in its place',
    path: 'app/a.rb',
    base: rails,
    head: 'class Order\n  def place\n    with_lock do\n      stock.update!(left: 0)\n      cart.destroy!\n    end\n  end\nend\n',
  },
  {
    what: 'a hash and a list',
    path: 'app/a.rb',
    base: 'class Order\n  def place\n    transaction do\n      options.delete(:a)\n      list.insert(0, 1)\n      cart.destroy!\n    end\n  end\nend\n',
    head: 'class Order\n  def place\n    options.delete(:a)\n    list.insert(0, 1)\n    cart.destroy!\n  end\nend\n',
  },
  {
    what: 'writes that never run together',
    path: 'app/a.rb',
    base: 'class Order\n  def place\n    transaction do\n      if a\n        cart.update!(b: 1)\n      else\n        cart.destroy!\n      end\n    end\n  end\nend\n',
    head: 'class Order\n  def place\n    if a\n      cart.update!(b: 1)\n    else\n      cart.destroy!\n    end\n  end\nend\n',
  },
  // C#
  {
    what: 'a strategy that opens it',
    path: 'A.cs',
    base: ef,
    head: 'class Orders {\n  public async Task Place() {\n    await ResilientTransaction.New(_db).ExecuteAsync(async () => {\n      await _db.SaveChangesAsync();\n      await _db.Stock.ExecuteUpdateAsync(s => s);\n    });\n  }\n}\n',
  },
  {
    what: 'one save of everything',
    path: 'A.cs',
    base: 'class Orders {\n  public async Task Place() {\n    using var tx = _db.Database.BeginTransaction();\n    _db.Orders.Add(a);\n    _db.Stock.Update(b);\n    await _db.SaveChangesAsync();\n    tx.Commit();\n  }\n}\n',
    head: 'class Orders {\n  public async Task Place() {\n    _db.Orders.Add(a);\n    _db.Stock.Update(b);\n    await _db.SaveChangesAsync();\n  }\n}\n',
  },
  // Java
  {
    what: 'an annotation that moved to the class',
    path: 'A.java',
    base: spring,
    head: `@Transactional\n${spring.replace('  @Transactional\n', '')}`,
  },
  {
    what: 'a transaction that only reads',
    path: 'A.java',
    base: spring.replace('@Transactional', '@Transactional(readOnly = true)'),
    head: spring.replace('  @Transactional\n', ''),
  },
  {
    what: "an annotation of the project's own",
    path: 'A.java',
    base: spring,
    head: spring.replace('@Transactional', '@WriteTransactional'),
  },
  {
    what: 'a caller in another class that has the annotation',
    path: 'A.java',
    base: spring,
    head: spring.replace('  @Transactional\n', ''),
    others: {
      'B.java': '@Transactional\nclass B {\n  void all(Order o) {\n    orders.place(o);\n  }\n}\n',
    },
  },
  // Kotlin
  {
    what: 'a suspended transaction in its place',
    path: 'A.kt',
    base: 'fun place() {\n  transaction {\n    OrderTable.insert { it[id] = 1 }\n    StockTable.deleteWhere { id eq 1 }\n  }\n}\n',
    head: 'suspend fun place() {\n  newSuspendedTransaction(Dispatchers.IO) {\n    OrderTable.insert { it[id] = 1 }\n    StockTable.deleteWhere { id eq 1 }\n  }\n}\n',
  },
  // Go
  {
    what: 'a helper that is handed the function',
    path: 'a.go',
    base: go,
    head: 'package a\n\nfunc place(db *sql.DB) error {\n\treturn withTx(db, func(q *Queries) error {\n\t\tq.db.Exec("INSERT INTO orders VALUES (1)")\n\t\tq.db.Exec("UPDATE stock SET n = 0")\n\t\treturn nil\n\t})\n}\n',
  },
  {
    what: 'a transaction that a caller hands in, in Go',
    path: 'a.go',
    base: go,
    head: 'package a\n\nfunc place(tx *sql.Tx) error {\n\ttx.Exec("INSERT INTO orders VALUES (1)")\n\t_, err := tx.Exec("UPDATE stock SET n = 0")\n\treturn err\n}\n',
  },
  {
    what: 'a transaction begun as SQL on a connection that is given a context',
    path: 'a.go',
    base: go.replaceAll('Exec(', 'ExecContext(ctx, '),
    head: 'package a\n\nfunc place(db *sql.DB) error {\n\tconn, err := db.Conn(ctx)\n\tconn.ExecContext(ctx, "BEGIN IMMEDIATE")\n\tconn.ExecContext(ctx, "INSERT INTO orders VALUES (1)")\n\tconn.ExecContext(ctx, "UPDATE stock SET n = 0")\n\t_, err = conn.ExecContext(ctx, "COMMIT")\n\treturn err\n}\n',
  },
  // PHP
  {
    what: 'begin and commit in place of a closure',
    path: 'A.php',
    base: laravel,
    head: '<?php\nclass Orders {\n  public function place($order) {\n    DB::beginTransaction();\n    $order->save();\n    Stock::create([]);\n    DB::commit();\n  }\n}\n',
  },
  {
    what: 'a method of the same class that opens it',
    path: 'A.php',
    base: laravel,
    head: '<?php\nclass Orders {\n  public function checkout($order) {\n    DB::transaction(fn () => $this->place($order));\n  }\n  public function place($order) {\n    $order->save();\n    Stock::create([]);\n  }\n}\n',
  },
];
