/** A style sheet is imported as the text it is (scripts/site/build-widget.ts). */
declare module '*.css' {
  const text: string
  export default text
}
