package org.temper.algorithms.policygradient;

import com.google.common.collect.ImmutableMap;

/** Units of the figures, for the axes of curves. */
public final class RlUnits {
  public static final ImmutableMap<String, String> OF_POLICY =
      ImmutableMap.<String, String>builder()
          .put("kl", "nats per episode")
          .put("kl_k1", "nats per token")
          .put("kl_k2", "nats per token")
          .put("kl_k3", "nats per token")
          .put("entropy", "nats per token")
          .put("approximate_kl", "nats per token")
          .put("clip_low", "share of tokens")
          .put("clip_high", "share of tokens")
          .put("groups_without_variance", "share of groups")
          .put("truncated", "share of episodes")
          .put("completion_length", "tokens")
          .put("effective_sample_share", "share of tokens")
          .buildOrThrow();

  public static final ImmutableMap<String, String> WITH_VALUES =
      ImmutableMap.<String, String>builder()
          .putAll(OF_POLICY)
          .put("value_loss", "squared rewards")
          .put("explained_variance", "share")
          .buildOrThrow();

  private RlUnits() {}
}
