import { describe, expect, it } from 'vitest';
import { spring } from '../../../../../src/evidence/contracts/routes/frameworks/spring.ts';
import { readWith } from './read-with.ts';

const java = (text: string) => readWith(spring, 'src/main/java/A.java', text);
const kotlin = (text: string) => readWith(spring, 'src/main/kotlin/A.kt', text);
const controller = (body: string, head = '@RestController') => `${head}\nclass A {\n${body}\n}`;

describe('routes of Spring', () => {
  it.each<[string, string, string[]]>([
    ['a mapping by its method', controller('@GetMapping("/x") int x() { return 1; }'), ['GET /x']],
    ['a mapping without a path', controller('@PostMapping int x() { return 1; }'), ['POST /']],
    [
      'a prefix, and a slash at the end',
      controller('@DeleteMapping("x/{id}/") void x() {}', '@Controller @RequestMapping("/api/")'),
      ['DELETE /api/x/{id}'],
    ],
    [
      'arrays of prefixes and of paths',
      controller('@PutMapping({"/x", "/y"}) void x() {}', '@RestController @RequestMapping({"/a", "/b"})'),
      ['PUT /a/x', 'PUT /a/y', 'PUT /b/x', 'PUT /b/y'],
    ],
    [
      'methods by name',
      controller(
        '@RequestMapping(path = "/x", method = {RequestMethod.GET, RequestMethod.HEAD}) void x() {}\n@RequestMapping(value = "/y", method = POST) void y() {}',
      ),
      ['GET /x', 'HEAD /x', 'POST /y'],
    ],
    ['any method', controller('@RequestMapping("/x") void x() {}'), ['ANY /x']],
    [
      'the method of the class',
      controller(
        '@RequestMapping void x() {}',
        '@RestController @RequestMapping(value = "/x", method = RequestMethod.GET)',
      ),
      ['GET /x'],
    ],
    ['a pattern of a parameter', controller('@GetMapping("/{id:\\\\d{3}}") void x() {}'), ['GET /{id}']],
    ['the rest of a path', controller('@GetMapping("/files/{*path}") void x() {}'), ['GET /files/{path}']],
    [
      'constants of the same file',
      'class P { static final String Q = "/q"; }\n' +
        controller(
          'private static final String X = P.Q + "/x";\n@GetMapping(X + "/{id}") void x() {}',
        ).replace('P.Q', 'Q'),
      ['GET /q/x/{id}'],
    ],
    [
      'a nested controller and a record',
      'class Outer {\n@RestController static class In { @GetMapping("/in") void x() {} }\n@RestController record R(int a) { @GetMapping("/r") void x() {} }\n}',
      ['GET /in', 'GET /r'],
    ],
    [
      "an annotation of one's own that says controller",
      controller('@GetMapping("/x") void x() {}', '@AdminController'),
      ['GET /x'],
    ],
    [
      'an annotation with its package',
      controller(
        '@org.springframework.web.bind.annotation.GetMapping("/x") void x() {}',
        '@org.springframework.stereotype.Controller',
      ),
      ['GET /x'],
    ],
    [
      'router functions',
      'class A { RouterFunction<R> r() { return route(GET("/p").and(accept(JSON)), h::x).andRoute(POST("/q"), h::y); } }',
      ['GET /p', 'POST /q'],
    ],
    [
      'a builder of router functions',
      'class A { RouterFunction<R> r() { return RouterFunctions.route().path("/api", b -> b.GET("/z", h::z).PUT("/y/{id}", h::y)).DELETE("/d", h::d).build(); } }',
      ['DELETE /d', 'GET /api/z', 'PUT /api/y/{id}'],
    ],
    [
      'nested router functions',
      'class A { RouterFunction<R> r() { return nest(path("/people"), route(GET("/{id}"), h::get)); } }',
      ['GET /people/{id}'],
    ],
  ])('reads %s in Java', async (_what, text, routes) => {
    expect((await java(text)).routes.sort()).toEqual([...routes].sort());
  });

  it.each<[string, string, string[]]>([
    [
      'a controller',
      controller(
        '@GetMapping("/x/{id}")\nfun x(): Foo = foo()\n@RequestMapping(path = ["/y"], method = [RequestMethod.POST, RequestMethod.PUT])\nfun y() {}',
        '@RestController\n@RequestMapping("/a", "/b")',
      ),
      ['GET /a/x/{id}', 'GET /b/x/{id}', 'POST /a/y', 'POST /b/y', 'PUT /a/y', 'PUT /b/y'],
    ],
    [
      'a constant of its own',
      `const val BASE = "/api"\n${controller('@GetMapping(BASE + "/x")\nfun x() {}')}`,
      ['GET /api/x'],
    ],
    [
      'the router dsl',
      'class A { fun r() = coRouter { GET("/z") { ok() }\n"/api".nest { POST("/q/{id}", h::q) } } }',
      ['GET /z', 'POST /api/q/{id}'],
    ],
  ])('reads %s in Kotlin', async (_what, text, routes) => {
    expect((await kotlin(text)).routes.sort()).toEqual([...routes].sort());
  });

  it.each<[string, string]>([
    ['a Feign client', '@FeignClient("x")\ninterface A { @GetMapping("/x") void x(); }'],
    ['an HTTP interface', '@HttpExchange("/x")\ninterface A { @GetExchange("/x") void x(); }'],
    [
      'an HTTP interface with mappings of Spring MVC',
      '@HttpExchange("/x")\ninterface A { @GetMapping("/x") void x(); }',
    ],
    ['a class without mappings', controller('@Override public int x() { return 1; }')],
    ['a mapping in a comment', 'class A { /* @GetMapping("/x") */ void x() {} }'],
    ['a mapping in a string', 'class A { String a = "@GetMapping(\\"/x\\")"; }'],
    ['a call named GET elsewhere', 'class A { RouterFunction f; void x() { client.method(GET("/x"), 1); } }'],
    [
      'a request of a test client',
      'class A { RouterFunction f; void x() { route(); webClient.get("/x").uri("/y"); } }',
    ],
    ['a prefix alone', controller('', '@RestController @RequestMapping("/x")')],
    ['an annotation of another library', controller('@Get("/x") void x() {} @Path("/y") void y() {}')],
  ])('leaves alone %s', async (_what, text) => {
    expect(await java(text)).toEqual({ routes: [], unread: [], handlers: {} });
  });

  it.each<[string, string, number[]]>([
    ['a constant of another file', controller('@GetMapping(Urls.X) void x() {}'), [3]],
    ["a property's placeholder", controller(`@GetMapping("\${a.b}/x") void x() {}`), [3]],
    [
      'a computed prefix, said once',
      controller(
        '@GetMapping("/x") void x() {}\n@GetMapping("/y") void y() {}',
        '@RestController @RequestMapping(Urls.X)',
      ),
      [1],
    ],
    [
      'an interface that a controller takes over',
      '@RequestMapping("/x")\ninterface A {\n@GetMapping("/x") void x(); }',
      [3],
    ],
    ['an abstract controller', `@RestController\nabstract class A {\n@GetMapping("/x") void x() {} }`, [3]],
    ['a class that is no controller', 'class A {\n@GetMapping("/x") void x() {} }', [2]],
    ['a computed router function', 'class A { RouterFunction r() {\nreturn route(GET(base), h::x); } }', [2]],
    [
      'router functions under a computed prefix',
      'class A { RouterFunction r() { return route().path(base,\nb -> b.GET("/x", h::x)).build(); } }',
      [2],
    ],
  ])('says that it cannot read %s', async (_what, text, lines) => {
    const read = await java(text);
    expect(read.unread).toEqual(lines);
    expect(read.routes).toEqual([]);
  });

  it("takes Kotlin's templates for computed", async () => {
    const read = await kotlin(
      controller(`@GetMapping("/x/$part")\nfun x() {}\n@GetMapping("/y/\${part}")\nfun y() {}`),
    );
    expect(read).toEqual({ routes: [], unread: [3, 5], handlers: {} });
  });

  it('names the handler', async () => {
    const read = await java(controller('@GetMapping("/x") int show() { return 1; }'));
    expect(read.handlers).toEqual({ 'GET /x': 'A.show' });
  });
});

describe('routes that an interface maps', () => {
  it.each([
    [
      'Java',
      'java',
      '@RestController class A implements AppsApi {\n@Override public int x() { return 1; }\n}',
      [2],
    ],
    ['Kotlin', 'kotlin', '@RestController class A : AppsApi {\noverride fun x() = 1\n}', [2]],
    [
      'no interface',
      'java',
      '@RestController class A {\n@Override public String toString() { return ""; }\n}',
      [],
    ],
    [
      'no controller',
      'java',
      '@Service class A implements AppsApi {\n@Override public int x() { return 1; }\n}',
      [],
    ],
  ] as const)('are unread: %s', async (_, language, text, unread) => {
    expect((await (language === 'java' ? java : kotlin)(text)).unread).toEqual(unread);
  });
});
