package org.temper.cli.agent;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Names and values that made-up conversations are drawn from.
 *
 * @param random what draws them
 * @param words what they are called by
 */
record MadeUp(Random random, List<String> words) {
  static final int LARGEST = 99;

  /**
   * A number from 1 to the most, of 7 half of the time 1: copying is learned in short
   * conversations, where what is to be copied is one of few tokens, and those cost less too.
   */
  int skewed(int most) {
    double drawn = random.nextDouble();
    return 1 + (int) (most * drawn * drawn * drawn);
  }

  /** A number from 1 to the most, each as often. */
  int upTo(int most) {
    return 1 + random.nextInt(most);
  }

  /** Whether something happens that does once in so many times. */
  boolean onceIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** A word, or a number of one digit or two. */
  String value() {
    return onceIn(3) ? number() : word();
  }

  String number() {
    return String.valueOf(random.nextInt(onceIn(2) ? 10 : LARGEST + 1));
  }

  String word() {
    return one(words);
  }

  List<String> words(int count) {
    Set<String> drawn = new LinkedHashSet<>();
    while (drawn.size() < count) {
      drawn.add(word());
    }
    return ImmutableList.copyOf(drawn);
  }

  <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** A question for something, or an order to tell it. */
  String asked(String what) {
    return random.nextBoolean() ? "What is " + what + "?" : "Tell me " + what + ".";
  }

  static String joined(Stream<String> parts) {
    return parts.collect(joining(", "));
  }
}
