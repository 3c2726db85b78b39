package org.temper.cli;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Words of a command line. */
final class Words {
  /** A decoder of no more than a few thousand parameters. */
  static final ImmutableList<Object> TINY_DECODER =
      of("--width 16 --feed-forward 16 --layers 1 --heads 2");

  /** A recommender of no more than that, and how it is trained. */
  static final ImmutableList<Object> TINY_RECOMMENDER =
      of("--width 8 --layers 1 --heads 1 --max-length 8 --batch-size 32");

  /** A simulated log of a few users. */
  static final ImmutableList<Object> TINY_LOG = of("--users 60 --items 40 --events-per-user 12");

  private Words() {}

  /** What blanks separate. */
  static ImmutableList<Object> of(String line) {
    return ImmutableList.copyOf(Splitter.on(' ').split(line));
  }

  /** What blanks separate, some words standing for something else. */
  static Object[] of(String line, Map<String, Object> meanings) {
    return of(line.strip()).stream()
        .map(word -> meanings.getOrDefault(word.toString(), word))
        .toArray();
  }

  /** The same words, each list among them by what it holds. */
  static Object[] flat(Object... words) {
    return Arrays.stream(words)
        .flatMap(word -> word instanceof List<?> list ? list.stream() : Stream.of(word))
        .toArray();
  }
}
