/** A style sheet is imported as the text it is (scripts/build-widget.ts). */
declare module '*.css' {
  const text: string
  export default text
}
