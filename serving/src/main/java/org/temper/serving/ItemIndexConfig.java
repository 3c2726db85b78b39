package org.temper.serving;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Settings of an {@link ItemIndex}.
 *
 * @param connections how many neighbors each item has in the graph, the paper's M, 2 to 512 (at the
 *     lowest layer twice as many)
 * @param beamWidth how many candidates are looked at for an item's neighbors, the paper's
 *     efConstruction, 1 to 3200
 * @param candidates how many candidates a search keeps, the paper's ef, at least 1; more find more
 *     of the true best and take longer
 */
public record ItemIndexConfig(int connections, int beamWidth, int candidates) {
  private static final int MAX_CONNECTIONS = 512;
  private static final int MAX_BEAM_WIDTH = 3200;

  /** Checks the ranges. */
  public ItemIndexConfig {
    checkArgument(
        connections >= 2 && connections <= MAX_CONNECTIONS,
        "connections: expected 2 to %s, got %s",
        MAX_CONNECTIONS,
        connections);
    checkArgument(
        beamWidth >= 1 && beamWidth <= MAX_BEAM_WIDTH,
        "beamWidth: expected 1 to %s, got %s",
        MAX_BEAM_WIDTH,
        beamWidth);
    checkArgument(candidates >= 1, "candidates: expected at least 1, got %s", candidates);
  }

  /**
   * 16 connections, a beam of 100 (both Lucene's), 800 candidates.
   *
   * @return the settings
   */
  public static ItemIndexConfig defaults() {
    return new ItemIndexConfig(16, 100, 800);
  }

  /**
   * The same with another number of candidates.
   *
   * @param value at least 1
   * @return the changed settings
   */
  public ItemIndexConfig withCandidates(int value) {
    return new ItemIndexConfig(connections, beamWidth, value);
  }
}
