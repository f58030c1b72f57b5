/** Version of the command and of the library, as in package.json. */
export const VERSION = "0.2.0";
