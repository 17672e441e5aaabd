import { describe, expect, it } from 'vitest';
import { gin } from '../../../../../src/evidence/contracts/routes/frameworks/gin.ts';
import { readWith } from './read-with.ts';

const head = 'package main\n\nimport "github.com/gin-gonic/gin"\n\n';
const read = (text: string) => readWith(gin, 'main.go', head + text);
const inMain = (lines: string) => read(`func main() {\n\tr := gin.Default()\n${lines}\n}\n`);

describe('routes of Gin', () => {
  it.each<[string, string, string[]]>([
    [
      'methods',
      '\tr.GET("/a", list)\n\tr.POST("/a/:id/*rest", auth, create)',
      ['GET /a', 'POST /a/{id}/{*rest}'],
    ],
    ['every method', '\tr.Any("/a", x)', ['ANY /a']],
    [
      'named methods',
      '\tr.Handle("PUT", "/a", x)\n\tr.Match([]string{"GET", "POST"}, "/b", y)',
      ['PUT /a', 'GET /b', 'POST /b'],
    ],
    ['groups', '\tv1 := r.Group("/v1", auth)\n\t{\n\t\tv1.GET("/a", x)\n\t}', ['GET /v1/a']],
    [
      'nested groups',
      '\tv1 := r.Group("/v1")\n\tusers := v1.Group("/users")\n\tusers.GET("/:id", x)',
      ['GET /v1/users/{id}'],
    ],
    ['chains', '\tr.Group("/v1").GET("/a", x)', ['GET /v1/a']],
    ['groups with middleware', '\tapi := r.Group("/api").Use(auth)\n\tapi.GET("/a", x)', ['GET /api/a']],
    ['paths without a slash', '\tr.Group("/v1").GET("version", x)', ['GET /v1/version']],
    ['inline handlers', '\tr.GET("/a", func(c *gin.Context) { c.JSON(200, nil) })', ['GET /a']],
  ])('finds %s', async (_name, lines, expected) => {
    expect((await inMain(lines)).routes).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    [
      'what a function takes',
      'func users(g *gin.RouterGroup) { g.GET("/x", y) }\nfunc main() { r := gin.New(); users(r.Group("/users")) }\n',
      ['GET /users/x'],
    ],
    ['a function of another caller', 'func Register(g *gin.RouterGroup) { g.GET("/x", y) }\n', ['GET /x']],
    ['an engine handed in', 'func Register(e *gin.Engine) { e.GET("/x", y) }\n', ['GET /x']],
    [
      'methods of a type',
      'func (h *Users) Register(g gin.IRouter) { g.GET("/x", h.List) }\nfunc main() { r := gin.New(); (&Users{}).Register(r.Group("/u")) }\n',
      ['GET /u/x'],
    ],
    [
      'a field',
      'func New() *S { s := &S{}; s.engine = gin.New(); return s }\nfunc (s *S) routes() { s.engine.GET("/x", s.x) }\n',
      ['GET /x'],
    ],
    ['constants', 'const base = "/v1"\nfunc main() { r := gin.New(); r.GET(base+"/x", y) }\n', ['GET /v1/x']],
  ])('finds %s', async (_name, text, expected) => {
    expect((await read(text)).routes).toEqual(expected);
  });

  it.each<[string, string]>([
    ['one argument', '\tr.GET("/a")'],
    ['contexts', '\tf := func(c *gin.Context) { c.GET("/a", x); c.Get("user") }\n\t_ = f'],
    ['clients', '\tclient := resty.New()\n\tclient.GET("/a", x)'],
    ['maps and headers', '\theaders.Get("/a")\n\tm.POST("/b", y)'],
    ['comments', '\t// r.GET("/a", x)'],
    ['texts', '\tx := `r.GET("/a", x)`\n\t_ = x'],
    ['static files', '\tr.Static("/assets", "./assets")\n\tr.StaticFile("/favicon.ico", "x")'],
    ['middleware', '\tr.Use(gin.Logger())\n\tr.NoRoute(x)'],
    ['groups alone', '\tv1 := r.Group("/v1")\n\t_ = v1'],
    ['another router', '\tm := chi.NewRouter()\n\tm.GET("/a", x)'],
    ['running', '\tr.Run(":8080")'],
    ['a computed method', '\tr.Handle(method, "/a", x)'],
    ['other functions', '\tGET("/a", x)'],
    ['handlers with a context', '\tv := r.Group("/v1", func(c *gin.Context) { c.Next() })\n\t_ = v'],
    ['broken code', '\tr.GET(((('],
  ])('leaves %s alone', async (_name, lines) => {
    expect((await inMain(lines)).routes).toEqual([]);
  });

  it('says what it cannot read', async () => {
    expect((await inMain('\tr.GET(paths.Users, x)')).unread).toEqual([7]);
  });
});
