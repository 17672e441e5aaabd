import { z } from 'zod';
import { folderSettingsSchema } from './parse-settings.ts';
import { settingsSchema } from './settings.ts';

/**
 * The JSON Schemas of settings files as editors read them (draft 7, which the YAML language server is at home with): of
 * the repository's file and of a folder's, as the text of the files in docs. What holds between keys is not in them.
 */
export function settingsJsonSchemas(): { repository: string; folder: string } {
  return {
    repository: schemaOf(settingsSchema, 'Settings of Architect: .github/architect.yml'),
    folder: schemaOf(folderSettingsSchema, 'Settings of Architect for a folder: <folder>/architect.yml'),
  };
}

function schemaOf(schema: z.ZodType, title: string): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  const text = JSON.stringify({ $schema, title, ...rest }, null, 2);
  // Lists of words on one line, as our formatter has them.
  return `${text.replace(/\[\s+("[^"]*"(?:,\s+"[^"]*")*)\s+\]/g, (_, words) => `[${words.replace(/\s+/g, ' ')}]`)}\n`;
}
