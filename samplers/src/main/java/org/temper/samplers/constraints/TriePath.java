package org.temper.samplers.constraints;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import org.temper.samplers.constraints.TokenTrie.Branch;
import org.temper.samplers.constraints.TokenTrie.Prefix;

/**
 * The beginning of a completion under a trie: whole sequences, and a prefix of the next. After a
 * whole sequence the trie starts again, without those that were there already. Immutable.
 *
 * @param trie the legal sequences
 * @param wanted how many sequences there are to be
 * @param found the whole ones so far
 * @param prefix the beginning of the next
 * @param taken the positions in the trie that may not come (again), ascending
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record TriePath(TokenTrie trie, int wanted, ImmutableIntArray found, Prefix prefix, int[] taken) {

  /** The beginning, from which some sequences are excluded by their numbers. */
  static TriePath start(TokenTrie trie, int wanted, ImmutableIntArray excluded) {
    int[] taken = excluded.stream().map(trie::position).sorted().distinct().toArray();
    checkArgument(
        trie.size() - taken.length >= wanted,
        "excluded: expected at least %s of %s sequences to stay, got %s excluded",
        wanted,
        trie.size(),
        taken.length);
    return new TriePath(trie, wanted, ImmutableIntArray.of(), trie.root(), taken);
  }

  boolean isComplete() {
    return found.length() == wanted;
  }

  /** The legal steps, by ascending token; at least one unless complete. */
  List<Branch> steps() {
    return isComplete()
        ? ImmutableList.of()
        : trie.branches(prefix).stream()
            .filter(branch -> takenWithin(branch.prefix()) < branch.prefix().size())
            .toList();
  }

  /** The steps that lead to a sequence, taken or not, by ascending token. */
  List<Branch> branches() {
    return trie.branches(prefix);
  }

  static long[] tokens(List<Branch> steps) {
    return steps.stream().mapToLong(Branch::token).toArray();
  }

  /** Whether the prefix leads to one sequence, which is the last that is wanted. */
  boolean isDecided() {
    return found.length() == wanted - 1 && prefix.size() == 1;
  }

  /** The same where sequences that are taken do not count. */
  boolean isDecidedAmongFree() {
    return found.length() == wanted - 1 && takenWithin(prefix) == prefix.size() - 1;
  }

  /** The path with one step more. */
  TriePath then(Branch step) {
    Prefix next = step.prefix();
    if (!trie.isComplete(next)) {
      return new TriePath(trie, wanted, found, next, taken);
    }
    int[] more = Arrays.copyOf(taken, taken.length + 1);
    more[taken.length] = next.from();
    Arrays.sort(more);
    return new TriePath(
        trie,
        wanted,
        ImmutableIntArray.builder().addAll(found).add(trie.number(next)).build(),
        trie.root(),
        more);
  }

  private int takenWithin(Prefix range) {
    return firstFrom(range.to()) - firstFrom(range.from());
  }

  private int firstFrom(int position) {
    int index = Arrays.binarySearch(taken, position);
    return index < 0 ? -index - 1 : index;
  }
}
