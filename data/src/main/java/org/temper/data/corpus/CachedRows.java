package org.temper.data.corpus;

import java.util.List;
import java.util.function.IntPredicate;
import org.temper.data.Tokenization.Fate;

/**
 * Rows of a cache.
 *
 * @param cache the cache
 * @param form the form that it was written in
 * @param <E> what an example is
 */
record CachedRows<E>(CacheFile cache, ExampleForm<?, E> form) implements RowStore<E> {

  @Override
  public int size() {
    return cache.footer().records();
  }

  @Override
  public Fate fate(int row) {
    return cache.fate(row);
  }

  @Override
  public Prompts promptNumbers() {
    return new Prompts(cache.footer().prompts(), cache::prompt);
  }

  @Override
  public List<E> examples(int[] rows) {
    return new CachedExamples<>(cache, form, rows);
  }

  @Override
  public List<String> prompts(IntPredicate rows) {
    return List.of();
  }
}
