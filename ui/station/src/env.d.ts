/** Built with the made-up world. */
declare const __MOCK__: boolean
/** Version of the program. */
declare const __VERSION__: string
