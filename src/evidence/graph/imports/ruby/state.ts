/** What the token before a position says of how the next one is to be read. */
export interface State {
  /** Whether a value ends here: then a slash divides and `if` is a modifier. */
  operand: boolean;
  /** Whether that value is a name that may take arguments: then a space decides. */
  callable: boolean;
  /** Whether there is a space before the position. */
  spaced: boolean;
  afterDot: boolean;
  /** After `return`: an `if` is a modifier, but a slash begins a regular expression. */
  jumped: boolean;
  isTernary: boolean;
  /** Whether a statement begins here. */
  isFresh: boolean;
  /** A value has been read, or a name that may take arguments. */
  value(mayCall?: boolean): void;
  /** Something has been read that a value follows. */
  operator(): void;
}

/** The state at the beginning of a text. */
export function createState(): State {
  const state: State = {
    operand: false,
    callable: false,
    spaced: false,
    afterDot: false,
    jumped: false,
    isTernary: false,
    isFresh: true,
    value(mayCall = false) {
      state.operand = true;
      state.callable = mayCall;
      state.jumped = false;
      state.isTernary = false;
      state.isFresh = false;
    },
    operator() {
      state.operand = false;
      state.callable = false;
      state.jumped = false;
      state.isTernary = false;
      state.isFresh = false;
    },
  };
  return state;
}
