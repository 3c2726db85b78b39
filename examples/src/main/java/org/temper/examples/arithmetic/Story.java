package org.temper.examples.arithmetic;

/** The stories that are told around two numbers, each with its question and its conclusion. */
enum Story {
  GIVEN_MORE(
      Operation.ADD,
      "{name} has {first} {things}. {other} gives {name} {second} more. "
          + "How many {things} does {name} have?",
      "{name} has {result} {things}."),
  TOGETHER(
      Operation.ADD,
      "{name} has {first} {things} and {other} has {second} {things}. "
          + "How many {things} do they have together?",
      "They have {result} {things} together."),
  PUT_IN(
      Operation.ADD,
      "There are {first} {things} in a box. {name} puts in {second} more. "
          + "How many {things} are in the box?",
      "The box has {result} {things}."),
  TWO_DAYS(
      Operation.ADD,
      "{name} finds {first} {things} on Monday and {second} on Tuesday. "
          + "How many {things} does {name} find?",
      "{name} finds {result} {things}."),
  GIVEN_AWAY(
      Operation.SUBTRACT,
      "{name} has {first} {things}. {name} gives {second} to {other}. "
          + "How many {things} does {name} have left?",
      "{name} has {result} {things} left."),
  COMPARED(
      Operation.SUBTRACT,
      "{name} has {first} {things} and {other} has {second} {things}. "
          + "How many more {things} does {name} have?",
      "{name} has {result} more."),
  TAKEN_OUT(
      Operation.SUBTRACT,
      "There are {first} {things} in a box. {name} takes out {second}. "
          + "How many {things} are in the box?",
      "The box has {result} {things}."),
  LOST(
      Operation.SUBTRACT,
      "{name} finds {first} {things} and loses {second} of them. "
          + "How many {things} does {name} have left?",
      "{name} has {result} {things} left.");

  private final Operation operation;
  private final String question;
  private final String conclusion;

  Story(Operation operation, String question, String conclusion) {
    this.operation = operation;
    this.question = question;
    this.conclusion = conclusion;
  }

  Operation operation() {
    return operation;
  }

  String question() {
    return question;
  }

  String conclusion() {
    return conclusion;
  }
}
