import { describe, expect, it } from 'vitest';
import { parseCode } from '../../../../../src/evidence/code/parse-code.ts';
import { django } from '../../../../../src/evidence/contracts/routes/frameworks/django.ts';
import { readWith } from './read-with.ts';

const read = (text: string) => readWith(django, 'shop/urls.py', text);
const patterns = (lines: string) => read(`urlpatterns = [\n${lines}\n]\n`);

describe('routes of Django', () => {
  it.each<[string, string, string[]]>([
    ['a path', "path('a/', views.a),", ['ANY /a']],
    ['the root', "path('', views.home),", ['ANY /']],
    [
      'converters',
      "path('users/<int:pk>/<slug>/', views.User.as_view(), name='user'),",
      ['ANY /users/{pk}/{slug}'],
    ],
    ['patterns', "re_path(r'^users/(?P<pk>\\d+)/edit/$', views.edit),", ['ANY /users/{pk}/edit']],
    ['old patterns', "url(r'^a-b/?$', views.a),", ['ANY /a-b']],
    ['dots', "re_path(r'^robots\\.txt$', views.robots),", ['ANY /robots.txt']],
    [
      'nested lists',
      "path('api/', include([path('a/', x), path('b/', include(([path('c/', y)], 'app')))])),",
      ['ANY /api/a', 'ANY /api/b/c'],
    ],
    ['decorated views', "path('a/', csrf_exempt(views.A.as_view())),", ['ANY /a']],
    ['translated paths', "path(_('a/'), x),", ['ANY /a']],
  ])('finds %s', async (_name, lines, expected) => {
    expect((await patterns(lines)).routes).toEqual(expected);
  });

  it('says where lists that a loop serves mount others, once', async () => {
    const text =
      "shop = [path('shop/', include('shop.orders.urls')), path('a', x)]\nown = [path('c/', include('c.urls'))]\nurlpatterns = [path('v1/', include(own))]\nfor group in [shop]:\n    urlpatterns += group\n";
    const parsed = await parseCode(text, 'python', (root) => django.read(root, 'shop/urls.py', text));
    if (!parsed.ok) throw new Error(parsed.reason);
    expect(parsed.value.mounts).toEqual([
      { prefix: '/v1/c', target: 'c.urls', line: 2 },
      { prefix: '/shop', target: 'shop.orders.urls', line: 1 },
    ]);
    expect(parsed.value.routes).toEqual([]);
  });

  it.each<[string, string, string[]]>([
    [
      'added lists',
      "urlpatterns = [path('a', x)]\nurlpatterns += [path('b', y)]\nif DEBUG:\n    urlpatterns.append(path('c', z))\n",
      ['ANY /a', 'ANY /b', 'ANY /c'],
    ],
    [
      'lists by name',
      "api = [path('a', x)]\nurlpatterns = [path('v1/', include(api))] + i18n_patterns(path('b', y))\n",
      ['ANY /v1/a', 'ANY /b'],
    ],
    [
      'routers of REST framework',
      "router = DefaultRouter()\nrouter.register(r'users', Users, basename='u')\nrouter.register('a/(?P<id>[^/.]+)/b', B)\nurlpatterns = [path('api/', include(router.urls))]\n",
      ['ANY /api/users', 'ANY /api/a/{id}/b'],
    ],
    ['routers alone', "router.register('users', Users)\nurlpatterns = router.urls\n", ['ANY /users']],
    [
      'below a prefix that is computed',
      "urlpatterns = [path(settings.BASE, include([path('a/', x)]))]\n",
      ['ANY /a'],
    ],
    ['around broken code', "urlpatterns = [path('a', x)]\ndef ((:\n", ['ANY /a']],
  ])('finds %s', async (_name, text, expected) => {
    expect((await read(text)).routes).toEqual(expected);
  });

  it.each<[string, string]>([
    ['lists that nothing serves', "other = [path('a', x)]\nurlpatterns = []\n"],
    [
      'files of the system',
      "from pathlib import Path\nurlpatterns = []\nx = path('a')\nos.path.join('a', 'b')\n",
    ],
    ['routers that nothing serves', "router.register('users', Users)\nurlpatterns = []\n"],
    ['registries', 'admin.site.register(User, UserAdmin)\nurlpatterns = []\nouter = 1\n'],
    ['the admin', "urlpatterns = [path('admin/', admin.site.urls)]\n"],
    ['static files', "urlpatterns = static('/media/', document_root='x')\n"],
    ['comments', "urlpatterns = [\n    # path('a', x),\n]\n"],
    ['texts', 'urlpatterns = []\ntext = "urlpatterns = [path(\'a\', x)]"\n'],
    ['a path without a view', "urlpatterns = [path('a/')]\n"],
    ['reversed names', "urlpatterns = []\nreverse('a')\nredirect('/b')\n"],
    ['other calls in a list', "urlpatterns = [print('a', x)]\n"],
    ['a file without patterns', "from django.urls import include\nx = include('a')\n"],
    ['lists that hold themselves', 'urlpatterns = urlpatterns + urlpatterns\n'],
    ['broken code', 'urlpatterns = [path((((\n'],
  ])('leaves %s alone', async (_name, text) => {
    expect((await read(text)).routes).toEqual([]);
  });

  it.each<[string, string]>([
    ['a pattern that says more', "re_path(r'^a/(?:b|c)/$', x),"],
    ['a computed path', 'path(prefix + "a/", x),'],
    ['a computed include', "path('a/', include(get_urls('a'))),"],
  ])('says that it cannot read %s', async (_name, lines) => {
    const { routes, unread } = await patterns(lines);
    expect({ routes, unread }).toEqual({ routes: [], unread: [2] });
  });
});
