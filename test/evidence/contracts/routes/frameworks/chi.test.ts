import { describe, expect, it } from 'vitest';
import { chi } from '../../../../../src/evidence/contracts/routes/frameworks/chi.ts';
import { readWith } from './read-with.ts';

const head = 'package api\n\nimport "github.com/go-chi/chi/v5"\n\n';
const read = (text: string) => readWith(chi, 'api.go', head + text);
const inRouter = (lines: string) =>
  read(`func Router() chi.Router {\n\tr := chi.NewRouter()\n${lines}\n\treturn r\n}\n`);

describe('routes of Chi', () => {
  it.each<[string, string, string[]]>([
    ['methods', '\tr.Get("/a", list)\n\tr.Post("/a/{id:[0-9]+}", create)', ['GET /a', 'POST /a/{id}']],
    ['every method', '\tr.Handle("/a", x)\n\tr.HandleFunc("/b/*", y)', ['ANY /a', 'ANY /b/{*}']],
    [
      'named methods',
      '\tr.Method("PUT", "/a", x)\n\tr.MethodFunc(http.MethodPatch, "/b", y)',
      ['PUT /a', 'PATCH /b'],
    ],
    [
      'routes below a path',
      '\tr.Route("/users", func(r chi.Router) {\n\t\tr.Get("/", list)\n\t\tr.Route("/{id}", func(r chi.Router) { r.Put("/", save) })\n\t})',
      ['GET /users', 'PUT /users/{id}'],
    ],
    ['groups', '\tr.Group(func(r chi.Router) {\n\t\tr.Use(auth)\n\t\tr.Get("/a", x)\n\t})', ['GET /a']],
    ['middleware inline', '\tr.With(auth, paginate).Get("/a", x)', ['GET /a']],
    [
      'middleware before routes',
      '\tr.With(auth).Route("/a", func(r chi.Router) { r.Get("/b", x) })',
      ['GET /a/b'],
    ],
    [
      'a mounted router',
      '\tadmin := chi.NewRouter()\n\tadmin.Get("/x", y)\n\tr.Mount("/admin", admin)',
      ['GET /admin/x'],
    ],
  ])('finds %s', async (_name, lines, expected) => {
    expect((await inRouter(lines)).routes).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    [
      'what a function makes',
      'func admin() http.Handler { r := chi.NewRouter(); r.Get("/x", y); return r }\nfunc main() { r := chi.NewRouter(); r.Mount("/admin", admin()) }\n',
      ['GET /admin/x'],
    ],
    [
      'what a method makes',
      'func (u users) Routes() chi.Router { r := chi.NewRouter(); r.Get("/{id}", u.get); return r }\nfunc main() { r := chi.NewRouter(); r.Mount("/users", users{}.Routes()) }\n',
      ['GET /users/{id}'],
    ],
    [
      'what a function takes',
      'func register(r chi.Router) { r.Get("/x", y) }\nfunc main() { r := chi.NewRouter(); r.Route("/a", register); register(r) }\n',
      ['GET /a/x', 'GET /x'],
    ],
    [
      'a field',
      'func (s *Server) routes() { s.router = chi.NewRouter(); s.router.Get("/x", s.x) }\n',
      ['GET /x'],
    ],
  ])('finds %s', async (_name, text, expected) => {
    expect((await read(text)).routes).toEqual(expected);
  });

  it.each<[string, string]>([
    ['one argument', '\tr.Get("/a")'],
    ['requests', '\thttp.Get("/a")\n\tclient.Post("/b", body)'],
    ['headers', '\treq.Header.Get("x")'],
    ['parameters', '\tchi.URLParam(req, "id")'],
    ['middleware', '\tr.Use(middleware.Logger)\n\tr.NotFound(x)'],
    ['comments', '\t// r.Get("/a", x)'],
    ['texts', '\t_ = `r.Get("/a", x)`'],
    ['a map', '\tcache.Get("/a", x)\n\tcache.Delete("/b", y)'],
    ['mounts of what is no router', '\tr.Mount("/debug", middleware.Profiler())'],
    ['groups alone', '\tr.Group(func(r chi.Router) { r.Use(auth) })'],
    ['a computed method', '\tr.Method(name, "/a", x)'],
    ['broken code', '\tr.Get(((('],
  ])('leaves %s alone', async (_name, lines) => {
    expect((await inRouter(lines)).routes).toEqual([]);
  });

  it('says what it cannot read', async () => {
    expect((await inRouter('\tr.Get(path, x)')).unread).toEqual([7]);
  });
});
