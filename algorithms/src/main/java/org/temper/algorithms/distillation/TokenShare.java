package org.temper.algorithms.distillation;

import com.google.common.primitives.ImmutableLongArray;
import org.temper.losses.TokenShares;

/** The weight of a token of each domain in an update's loss. */
public enum TokenShare {
  /** Every token the same, so that the domain with the longest completions counts the most. */
  TOKEN_MEAN,
  /** Every domain the same, however many tokens it has. */
  EQUAL_BY_DOMAIN;

  /** The weight of a token of each domain, by the domains' tokens. */
  double[] weights(ImmutableLongArray tokens) {
    return switch (this) {
      case TOKEN_MEAN -> TokenShares.tokenMean(tokens);
      case EQUAL_BY_DOMAIN -> TokenShares.equalByDomain(tokens);
    };
  }
}
