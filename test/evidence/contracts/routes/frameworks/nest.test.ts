import { describe, expect, it } from 'vitest';
import { nest } from '../../../../../src/evidence/contracts/routes/frameworks/nest.ts';
import { readWith } from './read-with.ts';

const head = "import { Controller, Get, Post } from '@nestjs/common';\n";
const read = (text: string) => readWith(nest, 'src/users.controller.ts', head + text);

describe('routes of Nest', () => {
  it.each<[string, string, string[]]>([
    [
      'methods',
      "@Controller('users')\nexport class Users {\n  @Get() list() {}\n  @Post(':id/ban') ban() {}\n}",
      ['GET /users', 'POST /users/{id}/ban'],
    ],
    [
      'an object with a path',
      "@Controller({ path: 'users', version: '1' })\nclass Users { @Get(':id') show() {} }",
      ['GET /users/{id}'],
    ],
    ['a controller without a path', "@Controller()\nclass Users { @Get('health') ok() {} }", ['GET /health']],
    [
      'arrays of paths',
      "@Controller(['a', 'b'])\nclass X { @Get(['c', 'd']) y() {} }",
      ['GET /a/c', 'GET /a/d', 'GET /b/c', 'GET /b/d'],
    ],
    ['every method', "@Controller('a')\nclass X { @All('*') y() {} }", ['ANY /a/{*}']],
    [
      'other decorators between',
      "@ApiTags('x')\n@UseGuards(Auth)\n@Controller('a')\n@Version('2')\nexport class X {\n  @Get('b')\n  @ApiOperation({ summary: 'x' })\n  // why\n  async y(@Param('id') id: string) {}\n}",
      ['GET /a/b'],
    ],
    ['constants', "const base = 'a';\n@Controller(base + '/b')\nclass X { @Get() y() {} }", ['GET /a/b']],
    [
      'several controllers',
      "@Controller('a') class A { @Get() x() {} }\n@Controller('b') class B { @Get() x() {} }",
      ['GET /a', 'GET /b'],
    ],
    ['server-sent events', "@Controller('a') class A { @Sse('events') x() {} }", ['GET /a/events']],
    ['a default export', "@Controller('a') export default class A { @Get() x() {} }", ['GET /a']],
  ])('finds %s', async (_name, text, expected) => {
    expect((await read(text)).routes).toEqual(expected);
  });

  it.each<[string, string]>([
    ['resolvers', '@Resolver(() => User)\nclass Users { @Query() list() {} @Mutation() add() {} }'],
    ['injectables', '@Injectable()\nclass Users { @Get() list() {} }'],
    [
      'message patterns',
      "@Controller()\nclass Users { @MessagePattern('a') a() {} @EventPattern('b') b() {} }",
    ],
    ['methods without a decorator', "@Controller('a')\nclass A { list() {} private b() {} }"],
    [
      'decorators of fields and parameters',
      "@Controller('a')\nclass A { @Inject() b: B; constructor(@Inject() c: C) {} }",
    ],
    ['comments', "// @Controller('a') class A { @Get() list() {} }"],
    ['texts', "const text = `@Controller('a') class A { @Get() list() {} }`;"],
    ['a gateway', '@WebSocketGateway()\nclass A { @SubscribeMessage("x") y() {} }'],
    ['a class in a function without one', 'function f() { return class { @Get() x() {} }; }'],
    ['broken code', "@Controller('a') class { @Get( "],
  ])('leaves %s alone', async (_name, text) => {
    expect((await read(text)).routes).toEqual([]);
  });

  it('says what it cannot read', async () => {
    const { routes, unread } = await read(
      "@Controller(Paths.users)\nclass A {\n  @Get(Paths.list) a() {}\n  @Get('b') b() {}\n}",
    );
    expect({ routes, unread }).toEqual({ routes: ['GET /b'], unread: [2, 4] });
  });

  it('names handlers by class and method', async () => {
    const { handlers } = await read("@Controller('a') class A { @Get() list() {} }");
    expect(handlers).toEqual({ 'GET /a': 'A.list' });
  });
});
