package org.temper.cli.arithmetic;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;

/**
 * Text of a domain that the quickstart's base model does not know: products and quotients of
 * numbers up to 19, half of them bare equations, half questions that are answered in words. It is
 * of the same world as the model's own corpus, told with the same names, things and digits and read
 * through the same first words, so that learning it interferes with what was learned.
 *
 * <p>The splits are disjoint in their pairs of factors, whatever their order, the story around them
 * and the seed: one pair in eight is held out.
 */
public final class MultiplicationCorpus {
  private static final int SMALLEST = 2;
  private static final int LARGEST = 19;
  private static final double EQUATIONS = 0.5;

  private static final List<Story> STORIES =
      List.of(
          new Story(
              "{name} has {first} boxes with {second} {things} in each. How many {things} does {name}"
                  + " have?",
              "{first} times {second} make {product}."),
          new Story(
              "There are {first} rows of {second} {things} on a table. How many {things} are there?",
              "{first} times {second} make {product}."),
          new Story(
              "{name} has {product} {things} and shares them among {second} friends. How many {things}"
                  + " does each friend get?",
              "{product} shared by {second} is {first}."),
          new Story(
              "{name} puts {product} {things} into {second} equal boxes. How many {things} are in each"
                  + " box?",
              "{product} shared by {second} is {first}."));

  private record Story(String question, String answer) {}

  private final Part part;
  private final Random random;

  private MultiplicationCorpus(Part part, long seed) {
    this.part = part;
    this.random = new Random(seed);
  }

  /**
   * An endless stream of documents.
   *
   * @param part which pairs of factors it draws from
   * @param seed what makes them; the same seed gives the same documents
   * @return the documents, to be read by one thread
   */
  public static Stream<String> documents(Part part, long seed) {
    return Stream.generate(new MultiplicationCorpus(part, seed)::next);
  }

  /**
   * The split that a pair of factors belongs to.
   *
   * @param first one factor
   * @param second the other
   * @return its split, whatever the factors' order
   */
  static Part partOf(int first, int second) {
    int hash = (Math.min(first, second) * 7919 + Math.max(first, second) * 131) * 0x9E3779B1;
    return (hash >>> 16) % 8 == 0 ? Part.HELD_OUT : Part.TRAINING;
  }

  private String next() {
    int first;
    int second;
    do {
      first = factor();
      second = factor();
    } while (partOf(first, second) != part);
    boolean isProduct = random.nextBoolean();
    if (random.nextDouble() < EQUATIONS) {
      return isProduct
          ? first + "*" + second + "=" + first * second + "."
          : first * second + "/" + second + "=" + first + ".";
    }
    Story story = STORIES.get((isProduct ? 0 : 2) + random.nextInt(2));
    return (story.question() + " " + story.answer())
        .replace("{name}", ArithmeticTasks.NAMES.get(random.nextInt(ArithmeticTasks.NAMES.size())))
        .replace(
            "{things}", ArithmeticTasks.THINGS.get(random.nextInt(ArithmeticTasks.THINGS.size())))
        .replace("{first}", Integer.toString(first))
        .replace("{second}", Integer.toString(second))
        .replace("{product}", Integer.toString(first * second));
  }

  private int factor() {
    return SMALLEST + random.nextInt(LARGEST - SMALLEST + 1);
  }
}
