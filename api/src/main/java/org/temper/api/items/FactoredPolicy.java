package org.temper.api.items;

import org.temper.api.SequenceBatch;

/**
 * A recommender whose logits are inner products of a user's state and the items' vectors. The best
 * items of a state are its nearest ones then, which an index of the vectors finds without looking
 * at all of them.
 */
public interface FactoredPolicy extends ItemPolicy {

  /**
   * The length of states and vectors.
   *
   * @return D
   */
  int width();

  /**
   * The states after each row's last event. A prior that the policy adds to its logits is no part
   * of them.
   *
   * @param histories the sequences so far; completion flags do not matter
   * @return [B][D]
   * @throws IllegalArgumentException if the model needs a side input that is not there
   */
  float[][] nextStates(SequenceBatch histories);

  /**
   * The vectors of some items, as they are now.
   *
   * @param from the first item
   * @param to one past the last
   * @return [to − from][D]
   * @throws IndexOutOfBoundsException if there is no such item
   */
  float[][] itemVectors(int from, int to);

  /**
   * Whether a state depends on when the next item is asked for ({@link
   * ItemInputs#NEXT_TIMESTAMPS}), beside the events before it.
   *
   * @return whether it does
   */
  boolean readsRequestTime();

  @Override
  FactoredPolicy frozenCopy();
}
