/** Input that the user can mend, said in one line. Exit code 2. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
