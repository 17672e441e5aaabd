import { aspnet } from './frameworks/aspnet.ts';
import { chi } from './frameworks/chi.ts';
import { django } from './frameworks/django.ts';
import { express } from './frameworks/express.ts';
import { fastapi } from './frameworks/fastapi.ts';
import { fastify } from './frameworks/fastify.ts';
import { flask } from './frameworks/flask.ts';
import { gin } from './frameworks/gin.ts';
import { laravel } from './frameworks/laravel.ts';
import { nest } from './frameworks/nest.ts';
import { next } from './frameworks/next.ts';
import { rails } from './frameworks/rails.ts';
import { spring } from './frameworks/spring.ts';
import type { RouteFramework } from './route.ts';

/** Every framework whose routes are read, by name: their order does not matter. */
export const frameworks: readonly RouteFramework[] = [
  // One line each, in alphabetical order.
  aspnet,
  chi,
  django,
  express,
  fastapi,
  fastify,
  flask,
  gin,
  laravel,
  nest,
  next,
  rails,
  spring,
];
