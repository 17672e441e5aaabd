/**
 * The first segments of what `require` finds in Ruby's own library: default gems and the bundled ones that need no
 * Gemfile (https://stdgems.org, Ruby 3.4), older releases included. `minitest`, `rake` and `test-unit`
 * come with Ruby too, but are gems to everyone.
 */
const libraries = new Set(
  (
    'English abbrev base64 benchmark bigdecimal bundler cgi cmath continuation coverage csv date dbm debug delegate ' +
    'did_you_mean digest drb e2mmap enumerator erb error_highlight etc expect fcntl fiber fiddle fileutils find ' +
    'forwardable gdbm getoptlong io ipaddr irb jit json kconv logger mathn matrix mkmf monitor mutex_m nkf objspace ' +
    'observer open-uri open3 openssl optparse optionparser ostruct pathname pp prettyprint prime pstore psych pty ' +
    'random rational rbconfig rdoc readline reline resolv resolv-replace rinda ripper rubygems scanf sdbm ' +
    'securerandom set shell shellwords singleton socket stringio strscan sync syntax_suggest syslog tempfile thread ' +
    'thwait time timeout tmpdir tracer tsort un unicode_normalize uri weakref win32 win32ole yaml zlib'
  ).split(' '),
);

/** Parts of `net` that are no gems of their own. */
const net = /^net\/(?:http|https|protocol)(?:\/|$)/;

/** Whether `require` of this path gives a part of Ruby's own library. */
export function isBuiltin(path: string): boolean {
  const slash = path.indexOf('/');
  return (
    libraries.has(slash === -1 ? path.replace(/\.(?:rb|so)$/, '') : path.slice(0, slash)) || net.test(path)
  );
}
