package org.temper.algorithms.checkpoints;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a checkpoint says of the moment it was taken at; its arrays are in files beside it.
 *
 * @param update updates made by then
 * @param identity what decides the numbers of the run, by name
 * @param evaluation the evaluation of this very moment; empty where there was none
 */
public record Checkpoint(
    long update, Map<String, String> identity, Map<String, Double> evaluation) {

  /** Copies. */
  public Checkpoint {
    identity = ImmutableSortedMap.copyOf(identity);
    evaluation = Collections.unmodifiableMap(new LinkedHashMap<>(evaluation));
  }
}
