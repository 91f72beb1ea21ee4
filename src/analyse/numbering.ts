/** Numbers things from 0 in the order in which they come; what has the same name is the same. */
export class Numbering<T> {
  readonly all: T[] = [];
  private readonly known = new Map<string, number>();
  private readonly nameOf: (each: T) => string;

  constructor(nameOf: (each: T) => string) {
    this.nameOf = nameOf;
  }

  numberOf(each: T): number {
    const name = this.nameOf(each);
    const number = this.known.get(name) ?? this.all.push(each) - 1;
    this.known.set(name, number);
    return number;
  }
}
