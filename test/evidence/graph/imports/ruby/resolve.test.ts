import { describe, expect, test } from 'vitest';
import { ruby } from '../../../../../src/evidence/graph/imports/ruby/ruby.ts';
import { timeRatio } from '../../../time-ratio.ts';

type Files = Record<string, string>;

/** What an import means: a path, `gem (imported)`, `builtin`, null for what is neither, `?` when it is not found. */
function resolver(files: Files) {
  const paths = new Set(Object.keys(files).sort());
  const sources = new Set([...paths].filter((path) => ruby.classify(path) !== null));
  const manifests = new Map(Object.entries(files).filter(([path]) => ruby.isManifest(path)));
  const declares = new Map([...sources].map((path) => [path, ruby.scan(files[path]!, 'ruby').declares]));
  const made = ruby.createResolver({ paths, sources, manifests, declares });
  return (from: string, specifier: string): string | null => {
    const to = made.resolve(from, specifier);
    if (to.kind === 'file' || to.kind === 'folder') return to.path;
    if (to.kind === 'package') return `${to.name} (${to.imported})`;
    if (to.kind === 'builtin') return 'builtin';
    return to.kind === 'ignored' ? null : '?';
  };
}

const empty = (...paths: string[]): Files => Object.fromEntries(paths.map((path) => [path, '']));

describe('what a gem requires', () => {
  const ask = resolver({
    ...empty(
      'lib/shop.rb',
      'lib/shop/cart.rb',
      'lib/shop/json.rb',
      'ext/shop/native/extconf.rb',
      'spec/spec_helper.rb',
      'spec/support/db.rb',
      'test/test_helper.rb',
      'tasks/a.rake',
      'lib/proto_pb.rb',
      'bin/run.rb',
    ),
    'shop.gemspec': `Gem::Specification.new do |s|\n  s.name = "shop"\n  s.require_paths = ["lib", "ext"]\n  s.add_dependency "activesupport", "> 5"\n  s.add_development_dependency('rspec-rails')\nend`,
    Gemfile: `source "https://example.com"\ngemspec\ngem "factory_bot_rails"\n# gem "no"\ngem 'ruby-vips'\ngem "json"\ngem "tools", path: "vendored/tools"\n`,
    'vendored/tools/lib/tools.rb': '',
  });
  test.each([
    ['shop', 'lib/shop.rb'],
    ['shop/cart', 'lib/shop/cart.rb'],
    ['shop/cart.rb', 'lib/shop/cart.rb'],
    ['shop/nothing', '?'],
    ['shop/native', null],
    ['tools', 'vendored/tools/lib/tools.rb'],
    ['proto_pb', 'lib/proto_pb.rb'],
    ['tasks/a.rake', 'tasks/a.rake'],
    ['$PWD/lib/shop', 'lib/shop.rb'],
    ['$PWD/nothing', '?'],
    ['./shop/cart', 'lib/shop/cart.rb'],
    ['../bin/run', 'bin/run.rb'],
    ['./nothing', '?'],
    ['../../outside', '?'],
    ['set', 'builtin'],
    ['net/http', 'builtin'],
    ['net/ssh', 'net (net/ssh)'],
    ['bundler/setup', 'builtin'],
    ['json', 'json (json)'],
    ['active_support/core_ext', 'activesupport (active_support/core_ext)'],
    ['rspec/rails', 'rspec-rails (rspec/rails)'],
    ['factory_bot', 'factory_bot_rails (factory_bot)'],
    ['vips', 'ruby-vips (vips)'],
    ['rack/test', 'rack (rack/test)'],
    ['action_controller/base', 'actionpack (action_controller/base)'],
    ['/etc/a', null],
    ['a.so', null],
  ])('%s from lib/main.rb is %s', (specifier, expected) => {
    expect(ask('lib/main.rb', specifier)).toBe(expected);
  });
  test.each([
    ['spec/a_spec.rb', 'spec_helper', 'spec/spec_helper.rb'],
    ['spec/deep/a_spec.rb', 'support/db', 'spec/support/db.rb'],
    ['test/a_test.rb', 'test_helper', 'test/test_helper.rb'],
    ['lib/a.rb', 'spec_helper', '?'],
    ['test/a_test.rb', 'shop', 'lib/shop.rb'],
  ])('from %s, %s is %s', (from, specifier, expected) => expect(ask(from, specifier)).toBe(expected));

  test('a constant outside of Rails is no import', () =>
    expect(ask('lib/shop.rb', '::Shop::Cart')).toBe(null));
});

describe('several gems in a tree', () => {
  const ask = resolver({
    ...empty('a/lib/a.rb', 'b/lib/b/x.rb', 'b/lib/b.rb', 'b/lib/set.rb', 'fixtures/rack/lib/rack/y.rb'),
    'a/a.gemspec': `spec.add_dependency 'b'\nspec.add_dependency "rack"`,
    'b/b.gemspec': '',
    'fixtures/rack/other.gemspec': '',
  });
  test.each([
    ['b', 'b/lib/b.rb'],
    ['b/x', 'b/lib/b/x.rb'],
    ['set', 'builtin'],
    ['rack/y', 'rack (rack/y)'],
  ])('%s is %s', (specifier, expected) => expect(ask('a/lib/a.rb', specifier)).toBe(expected));
});

describe('constants in Rails', () => {
  const ask = resolver({
    'config/application.rb': `module Site\n  class Application < Rails::Application\n    config.autoload_lib(ignore: %w[tasks])\n    config.autoload_paths << Rails.root.join("extras")\n  end\nend`,
    'config/initializers/inflections.rb': `ActiveSupport::Inflector.inflections(:en) do |inflect|\n  inflect.acronym "RESTful"\nend`,
    Gemfile: 'gem "rails"\ngem "sidekiq", "~> 7"\ngem "rack-attack"\ngem "webmock"',
    'app/models/order.rb': 'class Order\n  LIMIT = 1\n  class Line; end\nend',
    'app/models/shop/order.rb': 'module Shop\n  class Order; end\nend',
    'app/models/shop/item.rb': 'class Shop::Item; end',
    'app/models/concerns/tagged.rb': 'module Tagged; end',
    'app/controllers/concerns/admin/secured.rb': 'module Admin::Secured; end',
    'app/lib/html_parser.rb': 'class HTMLParser; end',
    'app/services/restful_client.rb': '',
    'app/admin/actions/ban_user.rb': 'class Backstage::Actions::BanUser < Base; end',
    'app/models/orders/queries/open_orders.rb': 'module Orders; class OpenOrders; end; end',
    'app/javascript/no.rb': 'class No; end',
    'lib/money.rb': 'class Money; end',
    'lib/tasks/helper.rb': 'class Helper; end',
    'extras/routes.rb': 'module Routes; end',
    'packs/pay/app/models/pay/bill.rb': 'module Pay; class Bill; end; end',
    'engines/blog/blog.gemspec': '',
    'engines/blog/app/models/blog/post.rb': 'module Blog; class Post; end; end',
    'spec/models/order_spec.rb': 'class Local; class Order; end; end',
  });
  test.each([
    ['::Order', 'app/models/order.rb'],
    ['::Order::LIMIT', 'app/models/order.rb'],
    ['::Order::Line', 'app/models/order.rb'],
    ['::Order::Unknown', 'app/models/order.rb'],
    ['Shop|Order', 'app/models/shop/order.rb'],
    ['Shop::Cart|Order', 'app/models/order.rb'],
    ['Shop|Cart|Order', 'app/models/shop/order.rb'],
    ['Shop|Cart|Shop::Item', 'app/models/shop/item.rb'],
    ['::Shop', null],
    ['Admin::PostsController|Tagged', 'app/models/concerns/tagged.rb'],
    ['::Admin::Secured', 'app/controllers/concerns/admin/secured.rb'],
    ['::HTMLParser', 'app/lib/html_parser.rb'],
    ['::RESTfulClient', 'app/services/restful_client.rb'],
    ['::Backstage::Actions::BanUser', 'app/admin/actions/ban_user.rb'],
    ['Orders|OpenOrders', 'app/models/orders/queries/open_orders.rb'],
    ['::No', null],
    ['::Money', 'lib/money.rb'],
    ['::Helper', null],
    ['::Routes', 'extras/routes.rb'],
    ['::Pay::Bill', 'packs/pay/app/models/pay/bill.rb'],
    ['::Blog::Post', 'engines/blog/app/models/blog/post.rb'],
    ['::String', null],
    ['::Sidekiq::Worker', 'sidekiq (sidekiq/worker)'],
    ['Shop|ActiveRecord::RecordNotFound', 'rails (active_record/record_not_found)'],
    ['::Rails', 'rails (rails)'],
    ['::Rack::Attack', 'rack-attack (rack/attack)'],
    ['::Rack::Request', null],
    ['::WebMock::API', 'webmock (webmock/api)'],
    ['active_record/railtie', 'rails (active_record/railtie)'],
    ['order', 'app/models/order.rb'],
  ])('%s is %s', (specifier, expected) => {
    expect(ask('app/controllers/shop_controller.rb', specifier)).toBe(expected);
  });
  test.each([
    ['spec/models/order_spec.rb', 'Local|Order', null],
    ['spec/models/order_spec.rb', '::Order', 'app/models/order.rb'],
    ['engines/blog/app/models/blog/post.rb', '::Order', 'app/models/order.rb'],
    ['app/models/order.rb', 'Order|Line', 'app/models/order.rb'],
  ])('from %s, %s is %s', (from, specifier, expected) => expect(ask(from, specifier)).toBe(expected));
});

test('an engine does not see the applications beside it', () => {
  const ask = resolver({
    'core/core.gemspec': '',
    'core/app/models/core/a.rb': 'class Core::A; end',
    'site/config/application.rb': '',
    'site/app/models/b.rb': 'class B; end',
    'other/config/application.rb': '',
    'other/app/models/c.rb': 'class C; end',
  });
  expect(ask('core/app/models/core/a.rb', '::B')).toBe(null);
  expect(ask('site/app/models/b.rb', '::Core::A')).toBe('core/app/models/core/a.rb');
  expect(ask('site/app/models/b.rb', '::C')).toBe(null);
});

test('hostile manifests count as empty', () => {
  const ask = resolver({
    Gemfile: `gem "__proto__"\ngem "constructor", path: "../../.."\ngem "${'x'.repeat(5000)}"`,
    'a.gemspec': '\0\xff s.require_paths = [[[',
    'config/application.rb': 'config.autoload_paths += [',
    'app/models/constructor.rb': 'class Constructor; end',
  });
  expect(ask('app/models/a.rb', '::Constructor')).toBe('app/models/constructor.rb');
  expect(ask('app/models/a.rb', '__proto__')).toBe('__proto__ (__proto__)');
  expect(ask('app/models/a.rb', '::ToString')).toBe(null);
});

test('many applications and long manifests take linear time', () => {
  const ratio = timeRatio((size) => {
    const files: Files = { Gemfile: `${' '.repeat(size)}gem\n${'gem "a", \n'.repeat(size / 20)}` };
    for (let at = 0; at < size / 200; at++) {
      files[`apps/a${at}/config/application.rb`] = 'config.autoload_paths << [\n'.repeat(5);
      files[`apps/a${at}/app/models/m${at}.rb`] = '';
    }
    return () => resolver(files)('apps/a1/app/models/m1.rb', '::M1');
  });
  expect(ratio).toBeLessThan(2.7);
});
