/** Published as @occam/report/words: what reading decided, as sentences without a full stop. */
export { noteWords } from "./note-words.ts";
