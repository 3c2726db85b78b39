package org.temper.data.corpus;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.temper.data.Tokenization.Fate;

/**
 * Rows in memory.
 *
 * @param rows the rows
 * @param <E> what an example is
 */
record HeapRows<E>(List<Row<E>> rows) implements RowStore<E> {

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public Fate fate(int row) {
    return rows.get(row).fate();
  }

  @Override
  public Prompts promptNumbers() {
    Map<String, Integer> numbers = new HashMap<>();
    int[] all = new int[rows.size()];
    for (int row = 0; row < all.length; row++) {
      Integer known = numbers.putIfAbsent(rows.get(row).prompt(), numbers.size());
      all[row] = known == null ? numbers.size() - 1 : known;
    }
    return new Prompts(numbers.size(), row -> all[row]);
  }

  @Override
  public List<E> examples(int[] wanted) {
    return Arrays.stream(wanted)
        .mapToObj(row -> rows.get(row).example().orElseThrow())
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public List<String> prompts(IntPredicate wanted) {
    return IntStream.range(0, rows.size())
        .filter(wanted)
        .mapToObj(row -> rows.get(row).prompt())
        .distinct()
        .toList();
  }
}
