package org.temper.cli.arithmetic;

/**
 * One task: a question in words with one right answer.
 *
 * @param question the question, as it is given to a model
 * @param first the first number of the question
 * @param operation what is to be done
 * @param second the second number of the question
 */
public record ArithmeticTask(String question, int first, Operation operation, int second) {

  /**
   * The right answer.
   *
   * @return the number
   */
  public int answer() {
    return operation.apply(first, second);
  }

  /**
   * The working that leads to the answer.
   *
   * @return such as {@code 23+45=68}
   */
  public String equation() {
    return first + operation.sign() + second + "=" + answer();
  }

  /**
   * The same in words.
   *
   * @return such as {@code 23 and 45 make 68.}
   */
  public String sentence() {
    return switch (operation) {
      case ADD -> first + " and " + second + " make " + answer() + ".";
      case SUBTRACT -> first + " less " + second + " is " + answer() + ".";
    };
  }

  /**
   * What a model that was asked the question should write.
   *
   * @return the equation after a space
   */
  public String completion() {
    return " " + equation();
  }
}
