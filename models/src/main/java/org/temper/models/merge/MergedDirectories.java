package org.temper.models.merge;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The directories that a merge reads, in the Hugging Face layout.
 *
 * @param base the model that the experts were trained from, where there is one
 * @param experts the experts, in order; at least one
 */
public record MergedDirectories(Optional<Path> base, List<Path> experts) {

  /** Copies and checks. */
  public MergedDirectories {
    experts = ImmutableList.copyOf(experts);
    checkArgument(!experts.isEmpty(), "experts: expected at least one directory, got none");
  }

  /** The directory whose configuration and tokenizer the result has. */
  Path first() {
    return base.orElse(experts.get(0));
  }

  List<Path> all() {
    ImmutableList.Builder<Path> all = ImmutableList.builder();
    base.ifPresent(all::add);
    return all.addAll(experts).build();
  }
}
