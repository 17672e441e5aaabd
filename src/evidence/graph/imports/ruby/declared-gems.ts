/** A gem by what code calls it. */
interface GemMatch {
  /** As declared: `rspec-rails`. */
  gem: string;
  /** The path by which it is required: `rspec/rails`. */
  path: string;
  /** How many segments of what was asked for name the gem. */
  segments: number;
}

/** Finds the declared gem that segments of a path or a constant (`['rspec', 'rails']`, `['RSpec']`) are part of. */
export interface DeclaredGems {
  find(segments: readonly string[]): GemMatch | null;
  /** As `find`, by names as declared alone. */
  findExact(segments: readonly string[]): GemMatch | null;
}

/** What the gem `rails` brings, by the path under which it is required. */
const partsOfRails = (
  'active_record active_support active_model active_job active_storage action_pack action_controller ' +
  'action_dispatch action_view action_mailer action_cable action_mailbox action_text abstract_controller railties'
).split(' ');

/**
 * Indexes the names of declared gems, nearest manifest first. Names are compared without case, `-`, `_` and `/`:
 * `activesupport` is `active_support` and ActiveSupport, `rspec-rails` is `rspec/rails`. A gem also answers to its name
 * without `-rails`, `-ruby` or `ruby-`, and `rails` for the frameworks it brings.
 */
export function indexDeclaredGems(names: readonly string[]): DeclaredGems {
  const exact = new Map<string, { gem: string; path: string }>();
  const aliases = new Map<string, { gem: string; path: string }>();
  const put = (map: typeof exact, gem: string, path: string) => {
    const key = plain(path);
    if (key !== '' && !map.has(key)) map.set(key, { gem, path });
  };
  for (const gem of names) put(exact, gem, partOfRails(gem) ?? gem.replaceAll('-', '/'));
  for (const gem of names) {
    const short = gem.replace(/^ruby[-_]|[-_](?:rails|ruby)$/g, '');
    if (short !== gem) put(aliases, gem, short.replaceAll('-', '/'));
    if (gem === 'rails') for (const part of partsOfRails) put(aliases, gem, part);
  }

  function find(segments: readonly string[], maps: (typeof exact)[]): GemMatch | null {
    // No gem's name has more parts than this.
    for (let count = Math.min(segments.length, 4); count > 0; count--) {
      const key = plain(segments.slice(0, count).join(''));
      for (const map of maps) {
        const found = map.get(key);
        if (found !== undefined) return { ...found, segments: count };
      }
    }
    return null;
  }

  return {
    find: (segments) => find(segments, [exact, aliases]),
    findExact: (segments) => find(segments, [exact]),
  };
}

/** The gem that the first segment of a required path belongs to where no manifest says. */
export function undeclaredGem(segment: string): string {
  if (!partsOfRails.includes(segment)) return segment;
  return /^(?:action_controller|action_dispatch|abstract_controller)$/.test(segment)
    ? 'actionpack'
    : segment.replace('_', '');
}

function partOfRails(gem: string): string | undefined {
  return partsOfRails.find((part) => part.replace('_', '') === gem);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_/]/g, '');
}
