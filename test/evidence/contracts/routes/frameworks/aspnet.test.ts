import { describe, expect, it } from 'vitest';
import { aspnet } from '../../../../../src/evidence/contracts/routes/frameworks/aspnet.ts';
import { readWith } from './read-with.ts';

const cs = (text: string) => readWith(aspnet, 'Api/A.cs', text);
const controller = (
  body: string,
  head = '[ApiController]\n[Route("api/[controller]")]',
  base = 'ControllerBase',
) => `namespace X;\n${head}\npublic class ItemsController : ${base}\n{\n${body}\n}\n`;
const minimal = (body: string, parameter = 'this IEndpointRouteBuilder app') =>
  `public static class E\n{\npublic static void Map(${parameter})\n{\n${body}\n}\n}\n`;

describe('routes of ASP.NET', () => {
  it.each<[string, string, string[]]>([
    ['a verb', controller('[HttpGet("{id:int}")] public int Get(int id) => 1;'), ['GET /api/Items/{id}']],
    ['a verb without a template', controller('[HttpPost] public void Add() {}'), ['POST /api/Items']],
    [
      'a verb and a route apart',
      controller('[HttpPut]\n[Route("x")]\n[Route("y")] public void P() {}'),
      ['PUT /api/Items/x', 'PUT /api/Items/y'],
    ],
    ['a route for any verb', controller('[Route("x")] public void P() {}'), ['ANY /api/Items/x']],
    [
      'absolute templates',
      controller('[HttpGet("/a")] public void A() {}\n[HttpGet("~/b")] public void B() {}'),
      ['GET /a', 'GET /b'],
    ],
    [
      'several templates',
      controller('[HttpGet("a"), HttpDelete("b", Name = "x")] public void A() {}'),
      ['GET /api/Items/a', 'DELETE /api/Items/b'],
    ],
    [
      'several prefixes',
      controller('[HttpGet] public void A() {}', '[Route("a")]\n[Route("b")]'),
      ['GET /a', 'GET /b'],
    ],
    [
      'tokens',
      controller(
        '[HttpGet] public void ListAsync() {}',
        '[Area("Shop")]\n[Route("[area]/[controller]/[action]")]',
      ),
      ['GET /Shop/Items/List'],
    ],
    ['no prefix', controller('[HttpGet("a")] public void A() {}', '[ApiController]'), ['GET /a']],
    [
      'verbs by name',
      controller('[AcceptVerbs("GET", "post", Route = "a")] public void A() {}'),
      ['GET /api/Items/a', 'POST /api/Items/a'],
    ],
    [
      'constraints, defaults and the rest',
      controller(
        '[HttpGet("a/{x:regex(^\\\\d{{3}}$)}/{y=1}/{z?}")] public void A() {}\n[HttpGet("b/{**rest}")] public void B() {}',
      ),
      ['GET /api/Items/a/{x}/{y}/{z}', 'GET /api/Items/b/{rest}'],
    ],
    [
      'constants of the same file',
      controller('const string Own = "own";\n[HttpGet(Own + "/x")] public void A() {}'),
      ['GET /api/Items/own/x'],
    ],
    [
      'minimal APIs',
      'var app = builder.Build();\napp.MapGet("/x/{id:int}", Get).WithName("x");\napp.MapPost("y", (int a) => a);',
      ['GET /x/{id}', 'POST /y'],
    ],
    [
      'groups in an extension method',
      minimal(
        'var api = app.MapGroup("api/catalog").HasApiVersion(1.0);\nvar v1 = api.MapGroup("/v1");\nv1.MapGet("/items", GetItems);\napp.MapGroup("/z").RequireAuthorization().MapDelete("{id}", Remove);\napp.MapPatch("/p", Patch);',
      ),
      ['GET /api/catalog/v1/items', 'DELETE /z/{id}', 'PATCH /p'],
    ],
    [
      'methods by name',
      minimal('app.MapMethods("/q", new[] { "GET", "HEAD" }, () => 1);'),
      ['GET /q', 'HEAD /q'],
    ],
    [
      'hubs and health checks',
      minimal('app.MapHub<ChatHub>("/chat");\napp.MapHealthChecks("/health");'),
      ['ANY /chat', 'ANY /health'],
    ],
  ])('reads %s', async (_what, text, routes) => {
    const read = await cs(text);
    expect(read.routes.sort()).toEqual([...routes].sort());
    expect(read.unread).toEqual([]);
  });

  it.each<[string, string]>([
    ['a client by attributes', 'public interface IApi { [Get("/x")] Task X(); [HttpGet("/y")] Task Y(); }'],
    ['routes by convention', controller('[HttpPost] public void A() {}', '', 'Controller')],
    ['a controller without routes', controller('public void A() {}')],
    ['a class that is no controller', 'public class Foo { [HttpGet("x")] public void A() {} }'],
    ['a mapper', minimal('mapper.Map("x", y);\nconfig.MapGetters(z);')],
    ['a comment', controller('// [HttpGet("x")]\n/* app.MapGet("/x", X); */ public void A() {}')],
    ['a string', 'class A { string a = "[HttpGet(\\"x\\")]"; }'],
    ['a client call', 'class A { void X() { client.Get("/x"); client.GetAsync("/y"); } }'],
    ['a page', '[Route("/x")] public partial class Page { }'],
    ['a method that maps', minimal('app.MapGet();')],
  ])('leaves alone %s', async (_what, text) => {
    expect(await cs(text)).toEqual({ routes: [], unread: [], handlers: {} });
  });

  it.each<[string, string, number]>([
    ['a constant of another file', controller('[HttpGet(Paths.X)] public void A() {}'), 6],
    ['a computed prefix', controller('[HttpGet("x")] public void A() {}', '[Route(Paths.X)]'), 2],
    [
      'an abstract controller',
      controller('[HttpGet("x")] public void A() {}').replace('class', 'abstract class'),
      6,
    ],
    [
      'a prefix that may be inherited, said once',
      controller('[HttpGet("x")] public void A() {}\n[HttpPost] public void B() {}', '', 'BaseApiController'),
      5,
    ],
    ['an interpolated path', minimal('app.MapGet($"/x/{y}", () => 1);'), 5],
    ['a group of the caller', minimal('group.MapGet("/x", X);', 'this RouteGroupBuilder group'), 5],
  ])('says that it cannot read %s', async (_what, text, line) => {
    expect(await cs(text)).toEqual({ routes: [], unread: [line], handlers: {} });
  });

  it('names the handlers', async () => {
    const read = await cs(
      `${controller('[HttpGet] public int All() => 1;')}\n${minimal('app.MapGet("/x", Get);\napp.MapGet("/y", () => 1);\napp.MapHub<ChatHub>("/z");')}`,
    );
    expect(read.handlers).toEqual({
      'GET /api/Items': 'ItemsController.All',
      'GET /x': 'Get',
      'GET /y': null,
      'ANY /z': 'ChatHub',
    });
  });
});
