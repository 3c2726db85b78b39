package org.temper.data.lists;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * An immutable list of examples that lie in a file, each of which is made anew whenever it is asked
 * for; their sizes and hashes are known without that.
 *
 * @param <E> what an example is
 */
public interface StoredList<E> extends List<E>, RandomAccess {

  /**
   * The tokens of an example as it is scored.
   *
   * @param index the example
   * @return the number, padding included
   */
  int tokens(int index);

  /**
   * The sequences of an example.
   *
   * @param index the example
   * @return the number, at least 1
   */
  int rows(int index);

  /**
   * A hash of an example.
   *
   * @param index the example
   * @return 64 bits
   */
  long hash(int index);

  /**
   * A list that nobody changes.
   *
   * @param list any list
   * @param <E> what an example is
   * @return the list itself where it is stored, else a copy
   */
  static <E> List<E> keep(List<E> list) {
    return list instanceof StoredList ? list : ImmutableList.copyOf(list);
  }

  /**
   * The sizes of examples.
   *
   * @param list the examples
   * @param tokens tokens of one of them as it is scored, asked where the list does not know
   * @param <E> what an example is
   * @return one number for each
   */
  static <E> ImmutableIntArray tokens(List<E> list, ToIntFunction<? super E> tokens) {
    ImmutableIntArray.Builder all = ImmutableIntArray.builder(list.size());
    if (list instanceof StoredList<E> stored) {
      for (int i = 0; i < stored.size(); i++) {
        all.add(stored.tokens(i));
      }
    } else {
      list.forEach(example -> all.add(tokens.applyAsInt(example)));
    }
    return all.build();
  }

  /**
   * Batches of examples in their order.
   *
   * @param list the examples
   * @param size the most examples of a batch, at least 1
   * @param batch makes a batch
   * @param <E> what an example is
   * @param <B> what a batch is
   * @return the batches; of a stored list, each is made whenever it is asked for
   */
  static <E, B> List<B> batches(List<E> list, int size, Function<List<E>, B> batch) {
    List<List<E>> parts = Lists.partition(list, size);
    return list instanceof StoredList
        ? Lists.transform(parts, batch::apply)
        : parts.stream().map(batch).toList();
  }
}
