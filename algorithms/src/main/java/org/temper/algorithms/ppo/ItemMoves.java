package org.temper.algorithms.ppo;

import java.util.Optional;
import org.temper.losses.ClipRange;

/** Adds up how far a policy has moved from the one that drew its items. */
final class ItemMoves {
  private final Optional<ClipRange> range;
  private double divergence;
  private double largest;
  private long low;
  private long high;
  private long items;

  ItemMoves(Optional<ClipRange> range) {
    this.range = range;
  }

  void add(ItemGroups.Prepared part, float[] current) {
    int size = part.batch().candidates().count();
    for (int place : part.batch().scored()) {
      for (int i = place * size; i < (place + 1) * size; i++) {
        double logRatio = (double) current[i] - part.batch().oldLogProbs()[i];
        double ratio = Math.exp(logRatio);
        divergence += Math.expm1(logRatio) - logRatio;
        largest = Math.max(largest, ratio);
        float advantage = part.advantages()[i];
        if (range.isPresent()) {
          low += ratio < 1 - range.get().low() && advantage < 0 ? 1 : 0;
          high += ratio > 1 + range.get().high() && advantage > 0 ? 1 : 0;
        }
        items++;
      }
    }
  }

  ItemGroupMetrics.Moves figures() {
    double count = Math.max(1, items);
    return new ItemGroupMetrics.Moves(divergence / count, largest, low / count, high / count);
  }
}
