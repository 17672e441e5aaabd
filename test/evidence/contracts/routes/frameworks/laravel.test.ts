import { describe, expect, it } from 'vitest';
import { laravel } from '../../../../../src/evidence/contracts/routes/frameworks/laravel.ts';
import { readWith } from './read-with.ts';

const php = (lines: string, path = 'routes/web.php') => readWith(laravel, path, `<?php\n${lines}\n`);

describe('routes of Laravel', () => {
  it.each<[string, string, string[]]>([
    [
      'a verb',
      "Route::get('/users/{id?}', [UserController::class, 'show'])->name('x');",
      ['GET /users/{id}'],
    ],
    ['a path without a slash', "Route::post('users', 'UserController@store');", ['POST /users']],
    ['the root', "Route::get('/', fn () => view('x'));", ['GET /']],
    ['any method', "Route::any('x', X::class);", ['ANY /x']],
    ['some methods', "Route::match(['get', 'post'], 'x', X::class);", ['GET /x', 'POST /x']],
    ['a redirect and a view', "Route::redirect('/a', '/b');\nRoute::view('/c', 'c');", ['ANY /a', 'GET /c']],
    ['a binding by a field', "Route::get('/posts/{post:slug}', X::class);", ['GET /posts/{post}']],
    [
      'a verb after what surrounds it',
      "Route::middleware('auth')->prefix('a')->get('/p', P::class);",
      ['GET /a/p'],
    ],
    ['a prefix after the verb', "Route::get('p', P::class)->prefix('a');", ['GET /a/p']],
    [
      'groups in groups',
      "Route::prefix('admin')->middleware(['x'])->group(function () {\nRoute::group(['prefix' => 'api', 'as' => 'y'], function () {\nRoute::delete('z', Z::class);\n});\n});",
      ['DELETE /admin/api/z'],
    ],
    [
      'a group without a prefix',
      "Route::group(['middleware' => 'x'], fn () => Route::put('y', Y::class));",
      ['PUT /y'],
    ],
    [
      'a resource',
      "Route::resource('photos', PhotoController::class);",
      [
        'GET /photos',
        'POST /photos',
        'GET /photos/create',
        'GET /photos/{photo}',
        'GET /photos/{photo}/edit',
        'PUT /photos/{photo}',
        'PATCH /photos/{photo}',
        'DELETE /photos/{photo}',
      ],
    ],
    [
      'a resource of an API, nested and shortened',
      "Route::apiResource('photos.comments', C::class)->only(['index', 'show']);",
      ['GET /photos/{photo}/comments', 'GET /photos/{photo}/comments/{comment}'],
    ],
    [
      'actions one after the other',
      "Route::resource('a', A::class)->only('index', 'show');",
      ['GET /a', 'GET /a/{a}'],
    ],
    ['options of a resource', "Route::resource('a', A::class, ['only' => ['index']]);", ['GET /a']],
    [
      'a shallow resource',
      "Route::resource('photos.comments', C::class)->shallow()->except(['create', 'store', 'edit', 'update', 'destroy']);",
      ['GET /photos/{photo}/comments', 'GET /comments/{comment}'],
    ],
    [
      'resources at once',
      "Route::apiResources(['a' => A::class]);",
      ['GET /a', 'POST /a', 'GET /a/{a}', 'PUT /a/{a}', 'PATCH /a/{a}', 'DELETE /a/{a}'],
    ],
    [
      'a singleton',
      "Route::singleton('profile', P::class);",
      ['GET /profile', 'GET /profile/edit', 'PUT /profile', 'PATCH /profile'],
    ],
    ['a condition', "if (config('x')) { Route::get('y', Y::class); }", ['GET /y']],
    ['the router as a variable', "$router->get('q', 'C@m');", ['GET /q']],
  ])('reads %s', async (_what, text, routes) => {
    const read = await php(text);
    expect(read.routes.sort()).toEqual([...routes].sort());
    expect(read.unread).toEqual([]);
  });

  it('puts /api before the routes of routes/api.php', async () => {
    expect((await php("Route::get('users', U::class);", 'routes/api.php')).routes).toEqual([
      'GET /api/users',
    ]);
    expect((await php("Route::get('users', U::class);", 'routes/api.base.php')).routes).toEqual([
      'GET /users',
    ]);
  });

  it('reads packages that name the facade', async () => {
    const text = "use Illuminate\\Support\\Facades\\Route;\nRoute::get('a', A::class);";
    expect((await php(text, 'src/Provider.php')).routes).toEqual(['GET /a']);
  });

  it.each<[string, string, string]>([
    ['a comment', "// Route::get('/x', X::class);", 'routes/web.php'],
    ['a string', '$a = "Route::get(\'/x\', X::class)";', 'routes/web.php'],
    ['a link to a route', "$a = Route::has('x') ? route('x') : Route::currentRouteName();", 'routes/web.php'],
    ['the list of routes', "Route::getRoutes()->get('GET');", 'routes/web.php'],
    [
      'patterns and bindings',
      "Route::pattern('id', '[0-9]+');\nRoute::model('a', A::class);",
      'routes/web.php',
    ],
    ['a fallback', 'Route::fallback(fn () => abort(404));', 'routes/web.php'],
    ['files of routes', "Route::prefix('a')->group(base_path('routes/a.php'));", 'routes/web.php'],
    ['calls of a client', "Http::get('/x', ['a' => 1]);\n$client->post('/y', []);", 'routes/web.php'],
    ['another class called Route', "Route::get('/x', X::class);", 'src/Router/Uses.php'],
    ['a container elsewhere', "$app->get('cache', 1);", 'src/App.php'],
    ['artisan commands', "Artisan::command('x', fn () => 1);", 'routes/console.php'],
  ])('leaves alone %s', async (_what, text, path) => {
    expect(await php(text, path)).toEqual({ routes: [], unread: [], handlers: {} });
  });

  it.each<[string, string, number]>([
    ['a computed path', 'Route::get($path, X::class);', 2],
    ['a template', 'Route::get("/x/$y", X::class);', 2],
    [
      'a computed prefix',
      "Route::prefix(config('a.b'))->group(function () {\nRoute::get('x', X::class);\n});",
      2,
    ],
    ['computed actions', "Route::resource('a', A::class)->only($actions);", 2],
    ['computed methods', "Route::match($methods, 'a', A::class);", 2],
  ])('says that it cannot read %s', async (_what, text, line) => {
    expect(await php(text)).toEqual({ routes: [], unread: [line], handlers: {} });
  });

  it('names the handlers', async () => {
    const { handlers } = await php(
      "Route::get('a', [A::class, 'm']);\nRoute::get('b', 'B@m');\nRoute::get('c', \\App\\C::class);\nRoute::controller(D::class)->group(function () { Route::get('d', 'm'); });\nRoute::get('e', fn () => 1);\nRoute::resource('f', F::class)->only('index');",
    );
    expect(handlers).toEqual({
      'GET /a': 'A@m',
      'GET /b': 'B@m',
      'GET /c': 'C',
      'GET /d': 'D@m',
      'GET /e': null,
      'GET /f': 'F@index',
    });
  });
});
