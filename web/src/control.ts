/** One input of a program on the page. */
export interface Control {
  readonly element: HTMLElement
  /** What the label of the field is for. */
  readonly focusable: HTMLElement
  /** @throws {FieldError} */
  read(): string | Uint8Array
}
