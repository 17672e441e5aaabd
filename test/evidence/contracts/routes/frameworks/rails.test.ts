import { describe, expect, it } from 'vitest';
import { rails } from '../../../../../src/evidence/contracts/routes/frameworks/rails.ts';
import { readWith } from './read-with.ts';

const draw = (lines: string, path = 'config/routes.rb') =>
  readWith(rails, path, `Rails.application.routes.draw do\n${lines}\nend\n`);

describe('routes of Rails', () => {
  it.each<[string, string, string[]]>([
    ['a verb with a target', "get '/x/:id', to: 'a#b'", ['GET /x/{id}']],
    ['a verb with an arrow', "post 'x' => 'a#b', as: :y", ['POST /x']],
    ['a root', "root 'home#index'", ['GET /']],
    ['a root of a namespace', "namespace :admin do root to: 'home#index' end", ['GET /admin']],
    ['match with methods', "match '/x', to: 'a#b', via: [:get, :post]", ['GET /x', 'POST /x']],
    ['match with every method', "match '/x', to: 'a#b', via: :all", ['ANY /x']],
    [
      'resources',
      'resources :posts',
      [
        'GET /posts',
        'POST /posts',
        'GET /posts/new',
        'GET /posts/{id}/edit',
        'GET /posts/{id}',
        'PATCH /posts/{id}',
        'PUT /posts/{id}',
        'DELETE /posts/{id}',
      ],
    ],
    [
      'a resource',
      'resource :profile, except: %i[new edit]',
      ['POST /profile', 'GET /profile', 'PATCH /profile', 'PUT /profile', 'DELETE /profile'],
    ],
    ['only', 'resources :posts, only: [:index, "show"]', ['GET /posts', 'GET /posts/{id}']],
    ['only one', 'resources :posts, only: :index', ['GET /posts']],
    ['several names', 'resources :a, :b, only: :index', ['GET /a', 'GET /b']],
    [
      'nested resources',
      'resources :categories, only: [] do resources :posts, only: %i[index show] end',
      ['GET /categories/{category_id}/posts', 'GET /categories/{category_id}/posts/{id}'],
    ],
    [
      'members and collections',
      'resources :posts, only: [] do\nmember { post :publish }\ncollection do get :search end\nget :top, on: :collection\nget :raw, on: :member\nget "x"\nnew do get :preview end\nend',
      [
        'POST /posts/{id}/publish',
        'GET /posts/search',
        'GET /posts/top',
        'GET /posts/{id}/raw',
        'GET /posts/{post_id}/x',
        'GET /posts/new/preview',
      ],
    ],
    [
      'namespaces and scopes',
      "namespace :api, path: 'rest' do\nscope '/v1', module: 'v1' do get 'a', to: 'b#c' end\nscope module: :x do get 'd', to: 'e#f' end\nscope path: 'p' do get 'q', to: 'r#s' end\nend",
      ['GET /rest/v1/a', 'GET /rest/d', 'GET /rest/p/q'],
    ],
    [
      'a namespace inside of resources',
      'resources :posts, only: [] do namespace :admin do resource :lock, only: :show end end',
      ['GET /posts/{post_id}/admin/lock'],
    ],
    [
      'a parameter and a path of its own',
      "resources :posts, param: :slug, path: 'p', only: :show do get :x end",
      ['GET /p/{slug}', 'GET /p/{post_slug}/x'],
    ],
    [
      'concerns',
      'concern :notes do resources :notes, only: :index end\nresources :posts, only: [], concerns: :notes\nresources :pages, only: [] do concerns :notes end',
      ['GET /posts/{post_id}/notes', 'GET /pages/{page_id}/notes'],
    ],
    [
      'shallow resources',
      'scope "/a" do resources :posts, only: [], shallow: true do resources :notes, only: %i[index show] end end',
      ['GET /a/posts/{post_id}/notes', 'GET /a/notes/{id}'],
    ],
    [
      'blocks that put nothing before paths',
      "constraints subdomain: 'api' do get 'a', to: 'b#c' end\ndefaults format: :json do get 'd', to: 'e#f' end\nauthenticate :user do get 'g', to: 'h#i' end",
      ['GET /a', 'GET /d', 'GET /g'],
    ],
    [
      'optional parts and formats',
      "get '/top(/:length(/page/:page))(.:format)', to: 'a#b'",
      ['GET /top', 'GET /top/{length}', 'GET /top/{length}/page/{page}'],
    ],
    ['the rest of a path', "get 'pages/*id', to: 'a#b'", ['GET /pages/{*id}']],
    [
      'mounted applications',
      "mount Sidekiq::Web => '/sidekiq'\nnamespace :admin do mount X::Engine, at: 'y' end",
      ['ANY /sidekiq', 'ANY /admin/y'],
    ],
    ['a condition on production', "if ENV['X'] then get 'a', to: 'b#c' end", ['GET /a']],
    [
      'only of a scope',
      'scope only: [:index] do\nresources :a\nresources :b, only: :show\nend',
      ['GET /a', 'GET /b/{id}'],
    ],
  ])('reads %s', async (_what, text, routes) => {
    const read = await draw(text);
    expect(read.routes.sort()).toEqual([...routes].sort());
    expect(read.unread).toEqual([]);
  });

  it.each<[string, string]>([
    ['lines in comments', "# get '/x', to: 'a#b'"],
    ['a concern that nobody takes', 'concern :notes do resources :notes end'],
    ['no actions', 'resources :posts, only: []'],
    ['what only developers have', "if Rails.env.development? then get 'a', to: 'b#c' end"],
    ['what production has not', "get 'a', to: 'b#c' unless Rails.env.production?"],
    ['direct links', 'direct(:home) { "https://example.com/get" }'],
    ['calls on other objects', "client.get '/x'\nRack::Test.post '/y'"],
    ['files drawn at the root', 'draw :admin'],
    ['methods of the file', "def get_all(x)\nget '/y', to: x\nend"],
    ['strings', "x = \"get '/x', to: 'a#b'\""],
  ])('leaves alone %s', async (_what, text) => {
    expect(await draw(text)).toEqual({ routes: [], unread: [], handlers: {} });
  });

  it.each<[string, string]>([
    ['a computed path', 'get "/x/#{y}", to: "a#b"'],
    ['a path in a variable', '%w[a b].each { |page| get page, to: "a#b" }'],
    ['a computed scope', 'scope API_PREFIX do get "a", to: "b#c" end'],
    ['computed actions', 'resources :posts, only: ACTIONS'],
    ['what a gem makes', 'devise_for :users'],
    ['a mount at a computed path', 'mount X, at: path'],
    ['files drawn under a path', 'scope "/a" do draw :admin end'],
    ['too many optional parts', "get '/x(/:a)(/:b)(/:c)(/:d)', to: 'a#b'"],
  ])('says that it cannot read %s', async (_what, text) => {
    const read = await draw(text);
    expect(read.routes).toEqual([]);
    expect(read.unread).toEqual([2]);
  });

  it('reads files that are drawn, and no others', async () => {
    const line = "get 'x', to: 'a#b'\n";
    expect((await readWith(rails, 'config/routes/admin.rb', line)).routes).toEqual(['GET /x']);
    expect((await readWith(rails, 'engines/a/config/routes.rb', line)).routes).toEqual(['GET /x']);
    expect((await readWith(rails, 'app/models/routes.rb', line)).routes).toEqual([]);
  });

  it('names the handlers', async () => {
    const { handlers } = await draw(
      "namespace :api do\nresources :posts, only: :show do get :raw, on: :member\nend\nget 'x', to: 'y#z'\nresource :key, only: :show\nget 'old', to: redirect('/new')\nend",
    );
    expect(handlers).toEqual({
      'GET /api/posts/{id}': 'api/posts#show',
      'GET /api/posts/{id}/raw': 'api/posts#raw',
      'GET /api/x': 'api/y#z',
      'GET /api/key': 'api/keys#show',
      'GET /api/old': 'redirect',
    });
  });
});
