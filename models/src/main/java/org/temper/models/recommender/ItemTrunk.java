package org.temper.models.recommender;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.temper.models.scoring.Draws;

/** The layers of a recommender: from embedded items to the states that predict. */
interface ItemTrunk extends AutoCloseable {

  /**
   * A pass with its graph. Called with gradient mode on.
   *
   * @param manager owner of the graph
   * @param items embedded, [N, D]; a leaf
   * @param masks as {@link Draws#masks} gives them
   */
  ItemPass recorded(NDManager manager, NDArray items, ItemLayout layout, List<NDArray> masks);

  /** The states alone, [M, D]. Called with gradient mode off. */
  NDArray unrecorded(NDManager manager, NDArray items, ItemLayout layout);

  @Override
  void close();
}
