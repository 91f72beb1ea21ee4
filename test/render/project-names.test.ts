import { expect, it } from 'vitest';
import { projectNames } from '../../src/render/project-names.ts';

it.each([
  [
    ['/w/app', '/w/lib'],
    ['app', 'lib'],
  ],
  [
    ['/w/alpha/web', '/w/beta/web', '/w/lib'],
    ['alpha/web', 'beta/web', 'lib'],
  ],
  [
    ['/x/app/src', '/y/app/src', '/y/lib/src'],
    ['x/app/src', 'y/app/src', 'lib/src'],
  ],
  [
    ['/app', '/w/app'],
    ['app', 'w/app'],
  ],
  [
    ['/w/app', '/w/app', null],
    ['app', 'app', '-'],
  ],
  [
    ['C:\\w\\app', '/home/app', '/'],
    ['w/app', 'home/app', '/'],
  ],
])('projects of one name get as much of their paths as tells them apart: %j', (projects, names) => {
  expect(projects.map(projectNames(projects))).toEqual(names);
});
