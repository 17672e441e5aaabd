import { walk } from '../../../code/walk.ts';
import type { RouteFramework, RouteReading } from '../route.ts';
import { constantsOf } from './aspnet/attributes.ts';
import { readController } from './aspnet/controllers.ts';
import { readMinimalApis } from './aspnet/minimal-apis.ts';

/**
 * ASP.NET Core: controllers with attribute routes and minimal APIs. Paths keep their case as written, although ASP.NET
 * matches without regard to it.
 */
export const aspnet: RouteFramework = {
  name: 'aspnet',
  grammars: ['csharp'],
  mayDeclare: (_path, text) =>
    /\[[^\]\n]*\b(?:Http(?:Get|Post|Put|Delete|Patch|Head|Options)|Route|AcceptVerbs)\b|\.Map(?:Get|Post|Put|Delete|Patch|Methods|Hub|HealthChecks)\s*[(<]/.test(
      text,
    ),
  read(root) {
    const reading: RouteReading = { routes: [], mounts: [], unread: [] };
    const constants = constantsOf(root);
    for (const node of walk(root)) {
      if (node.type === 'class_declaration') readController(node, constants, reading);
    }
    readMinimalApis(root, constants, reading);
    return reading;
  },
};
