package org.temper.examples.arithmetic;

/**
 * One task: a question in words with one right answer.
 *
 * @param question the question, as it is given to a model
 * @param first the first number of the question
 * @param operation what is to be done
 * @param second the second number of the question
 * @param conclusion the answer in words, as the pretraining corpus has it
 */
public record ArithmeticTask(
    String question, int first, Operation operation, int second, String conclusion) {

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
   * What a model that was asked the question should write.
   *
   * @return the equation after a space
   */
  public String completion() {
    return " " + equation();
  }
}
