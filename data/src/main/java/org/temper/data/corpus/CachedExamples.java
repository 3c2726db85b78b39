package org.temper.data.corpus;

import java.util.AbstractList;
import org.temper.data.lists.StoredList;

/** The examples of some rows of a cache, each read whenever it is asked for. */
final class CachedExamples<E> extends AbstractList<E> implements StoredList<E> {
  private final CacheFile cache;
  private final ExampleForm<?, E> form;
  private final int[] rows;

  CachedExamples(CacheFile cache, ExampleForm<?, E> form, int[] rows) {
    this.cache = cache;
    this.form = form;
    this.rows = rows;
  }

  @Override
  public E get(int index) {
    return form.format().read().apply(new ExampleReader(form.width(), cache.example(rows[index])));
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public int tokens(int index) {
    return cache.tokens(rows[index]);
  }

  @Override
  public int rows(int index) {
    return cache.rows(rows[index]);
  }

  @Override
  public long hash(int index) {
    return cache.hash(rows[index]);
  }
}
