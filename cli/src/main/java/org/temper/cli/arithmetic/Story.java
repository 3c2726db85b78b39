package org.temper.cli.arithmetic;

/** The stories that are told around two numbers. */
enum Story {
  GIVEN_MORE(
      Operation.ADD,
      "{name} has {first} {things}. {other} gives {name} {second} more. "
          + "How many {things} does {name} have?"),
  TOGETHER(
      Operation.ADD,
      "{name} has {first} {things} and {other} has {second} {things}. "
          + "How many {things} do they have together?"),
  PUT_IN(
      Operation.ADD,
      "There are {first} {things} in a box. {name} puts in {second} more. "
          + "How many {things} are in the box?"),
  TWO_DAYS(
      Operation.ADD,
      "{name} finds {first} {things} on Monday and {second} on Tuesday. "
          + "How many {things} does {name} find?"),
  GIVEN_AWAY(
      Operation.SUBTRACT,
      "{name} has {first} {things}. {name} gives {second} to {other}. "
          + "How many {things} does {name} have left?"),
  COMPARED(
      Operation.SUBTRACT,
      "{name} has {first} {things} and {other} has {second} {things}. "
          + "How many more {things} does {name} have?"),
  TAKEN_OUT(
      Operation.SUBTRACT,
      "There are {first} {things} in a box. {name} takes out {second}. "
          + "How many {things} are in the box?"),
  LOST(
      Operation.SUBTRACT,
      "{name} finds {first} {things} and loses {second} of them. "
          + "How many {things} does {name} have left?");

  private final Operation operation;
  private final String question;

  Story(Operation operation, String question) {
    this.operation = operation;
    this.question = question;
  }

  Operation operation() {
    return operation;
  }

  String question() {
    return question;
  }
}
