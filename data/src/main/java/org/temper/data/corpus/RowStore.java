package org.temper.data.corpus;

import java.util.List;
import java.util.function.IntPredicate;
import org.temper.data.Tokenization.Fate;

/**
 * What was made of records, by their index.
 *
 * @param <E> what an example is
 */
interface RowStore<E> {
  int size();

  Fate fate(int row);

  /** The prompts of rows, numbered from 0 in the order in which they are first there. */
  int[] promptNumbers();

  /** The examples of rows, none of which was left out. */
  List<E> examples(int[] rows);

  /** The prompts of rows, each once; none where they are not kept. */
  List<String> prompts(IntPredicate rows);
}
