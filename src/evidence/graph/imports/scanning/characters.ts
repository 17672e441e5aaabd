// Classes of characters for the scanner, by char code below 128.

export const wordCharacter = 1;
export const space = 2;

export const classes = new Uint8Array(128);

for (let code = 0; code <= 32; code++) classes[code] = space;
for (let code = 48; code <= 57; code++) classes[code] = wordCharacter;
for (let code = 65; code <= 90; code++) classes[code] = wordCharacter;
for (let code = 97; code <= 122; code++) classes[code] = wordCharacter;
// `#` begins a private name and a hashbang, `\` a Unicode escape in a name: both read as part of a word.
for (const character of '$_#\\') classes[character.charCodeAt(0)] = wordCharacter;
