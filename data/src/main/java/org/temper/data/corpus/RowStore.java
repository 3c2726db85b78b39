package org.temper.data.corpus;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.temper.data.Tokenization.Fate;

/**
 * The outcomes of records, by their index.
 *
 * @param <E> what an example is
 */
interface RowStore<E> {
  int size();

  Fate fate(int row);

  /** How rows' prompts are numbered. */
  Prompts promptNumbers();

  /**
   * Numbers of prompts.
   *
   * @param count how many different ones there are
   * @param number of each row, from 0 in the order in which prompts are first there
   */
  record Prompts(int count, IntUnaryOperator number) {}

  /** The examples of rows, none of which was left out. */
  List<E> examples(int[] rows);

  /** The prompts of rows, each once; none where they are not kept. */
  List<String> prompts(IntPredicate rows);
}
