package org.temper.interactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InteractionLogTest {

  private static InteractionLog small() {
    return InteractionLog.builder("rating", "click")
        .add("ann", "x", 30, 5, 1)
        .add("bob", "y", 10, 1, 0)
        .add("ann", "y", 10, 4, 1)
        .add("ann", "x", 20, 3, 0)
        .add("bob", "x", 5, 2, 1)
        .build(1);
  }

  @Test
  void rowsAreGroupedByUserInTimeOrderWithTheirFeedback() {
    InteractionLog log = small();
    assertThat(log.users().asList()).containsExactly("ann", "bob");
    assertThat(log.items().asList()).containsExactly("x", "y");
    assertThat(log.userIds()).isEqualTo(ImmutableIntArray.of(0, 0, 0, 1, 1));
    assertThat(log.events().items()).isEqualTo(ImmutableIntArray.of(1, 0, 0, 0, 1));
    assertThat(log.events().times()).isEqualTo(ImmutableLongArray.of(10, 20, 30, 5, 10));
    assertThat(log.events().feedback("rating")).isEqualTo(ImmutableDoubleArray.of(4, 3, 5, 2, 1));
    assertThat(log.events().feedback("click")).isEqualTo(ImmutableDoubleArray.of(1, 0, 1, 1, 0));
    assertThat(log.itemCounts()).isEqualTo(ImmutableIntArray.of(3, 2));
  }

  @Test
  void aUsersHistoryIsThatUsersRows() {
    InteractionLog log = small();
    int bob = log.users().id("bob").orElseThrow();
    assertThat(log.firstRow(bob)).isEqualTo(3);
    assertThat(log.endRow(bob)).isEqualTo(5);
    assertThat(log.history(bob).times()).isEqualTo(ImmutableLongArray.of(5, 10));
    assertThat(log.history(bob).last(1).items()).isEqualTo(ImmutableIntArray.of(1));
    assertThat(log.history(bob).last(7)).isEqualTo(log.history(bob));
  }

  @Test
  void aTargetKnowsWhatWasBeforeItAlone() {
    Target target = small().target(2);
    assertThat(target.user()).isEqualTo(0);
    assertThat(target.item()).isEqualTo(0);
    assertThat(target.time()).isEqualTo(30);
    assertThat(target.feedback("rating")).isEqualTo(5);
    assertThat(target.history().items()).isEqualTo(ImmutableIntArray.of(1, 0));
    assertThat(target.history().feedback("rating")).isEqualTo(ImmutableDoubleArray.of(4, 3));
    assertThat(target.query()).isEqualTo(new Query(0, target.history(), 30));
  }

  @Test
  void tiesInTimeAreBrokenByTheSeedAndNotByTheId() {
    InteractionLogBuilder builder = InteractionLog.builder();
    for (int item = 0; item < 20; item++) {
      builder.add("u", "item" + item, 7);
    }
    InteractionLog log = builder.build(1);
    ImmutableIntArray byId = ImmutableIntArray.copyOf(IntStream.range(0, 20).toArray());
    assertThat(log.events().items()).isNotEqualTo(byId);
    assertThat(builder.build(1).events()).isEqualTo(log.events());
    assertThat(log.withTiesBrokenBy(1).events()).isEqualTo(log.events());
    assertThat(log.withTiesBrokenBy(2).events()).isNotEqualTo(log.events());
    Set<Integer> firsts = new HashSet<>();
    for (int seed = 0; seed < 400; seed++) {
      firsts.add(log.withTiesBrokenBy(seed).events().items().get(0));
    }
    // That one of 20 is never first in 400 orders has probability 20 · (19/20)^400 < 3e-8.
    assertThat(firsts).hasSize(20);
  }

  @Test
  void tiesAreBrokenAnewForEachUser() {
    InteractionLogBuilder builder = InteractionLog.builder();
    for (int user = 0; user < 40; user++) {
      builder.add("user" + user, "a", 7).add("user" + user, "b", 7);
    }
    InteractionLog log = builder.build(1);
    long aFirst = IntStream.range(0, 40).filter(u -> log.history(u).items().get(0) == 0).count();
    // Of 40 fair coins: mean 20, standard deviation 3.2.
    assertThat(aFirst).isBetween(7L, 33L);
  }

  @Test
  void duplicatesAreDroppedByTheRule() {
    InteractionLog log =
        InteractionLog.builder("r")
            .add("u", "a", 1, 1)
            .add("u", "b", 2, 2)
            .add("u", "a", 3, 3)
            .add("u", "a", 3, 4)
            .add("v", "a", 3, 5)
            .build(0);
    assertThat(ratings(log.deduplicated(Duplicates.KEEP_FIRST_OF_ITEM)))
        .isEqualTo(ImmutableDoubleArray.of(1, 2, 5));
    assertThat(ratings(log.deduplicated(Duplicates.KEEP_LAST_OF_ITEM)))
        .isEqualTo(ImmutableDoubleArray.of(2, 4, 5));
    assertThat(ratings(log.deduplicated(Duplicates.KEEP_FIRST_OF_ITEM_AND_TIME)))
        .isEqualTo(ImmutableDoubleArray.of(1, 2, 3, 5));
  }

  @Test
  void aCoreIsFoundInSeveralRounds() {
    // z has one event, so it goes; then cid has one left, so cid goes; then y has one left, so it
    // goes; ann and bob keep w and x.
    InteractionLog log =
        InteractionLog.builder()
            .add("cid", "z", 1)
            .add("cid", "y", 2)
            .add("ann", "y", 1)
            .add("ann", "w", 2)
            .add("ann", "x", 3)
            .add("bob", "w", 1)
            .add("bob", "x", 2)
            .build(0);
    InteractionLog core = log.kCore(2);
    assertThat(core.size()).isEqualTo(4);
    assertThat(core.users().asList()).containsExactly("ann", "bob");
    assertThat(core.items().asList()).containsExactly("w", "x");
    assertThat(log.kCore(3).size()).isZero();
  }

  @Test
  void aSpanOfTimeKeepsTheIdsAndCompactingGivesNewOnes() {
    InteractionLog late = small().between(10, 20);
    assertThat(late.size()).isEqualTo(2);
    assertThat(late.users().size()).isEqualTo(2);
    assertThat(late.items().id("y")).hasValue(1);
    assertThat(late.itemCounts()).isEqualTo(ImmutableIntArray.of(0, 2));
    InteractionLog compacted = late.compacted();
    assertThat(compacted.items().asList()).containsExactly("y");
    assertThat(compacted.events().items()).isEqualTo(ImmutableIntArray.of(0, 0));
    assertThat(small().between(6, 6).size()).isZero();
  }

  @Test
  void aUserWithoutEventsHasAnEmptyHistory() {
    InteractionLog log = InteractionLog.builder().addUser("u").addItem("i").build(0);
    assertThat(log.history(0).size()).isZero();
    assertThat(log.size()).isZero();
    assertThat(log.compacted().users().size()).isZero();
  }

  @Test
  void feedbackIsAddedOrReplaced() {
    InteractionLog log = small();
    ImmutableDoubleArray values = ImmutableDoubleArray.of(1, 2, 3, 4, 5);
    assertThat(log.withFeedback("new", values).events().feedback().keySet())
        .containsExactly("rating", "click", "new");
    assertThat(log.withFeedback("click", values).events().feedback("click")).isEqualTo(values);
    assertThat(log.events().feedback("click")).isNotEqualTo(values);
  }

  @Test
  void rowsOfAllUsersComeInTimeOrder() {
    InteractionLog log = small();
    List<Long> times = log.rowsByTime().stream().mapToObj(log.events().times()::get).toList();
    assertThat(times).containsExactly(5L, 10L, 10L, 20L, 30L);
  }

  @Test
  void anUnknownNameHasNoId() {
    assertThat(small().items().id("q")).isEqualTo(OptionalInt.empty());
  }

  @Test
  void wrongArgumentsAreNamed() {
    InteractionLogBuilder builder = InteractionLog.builder("rating");
    assertThatThrownBy(() -> builder.add("u", "i", -1, 1))
        .hasMessage("time: expected at least 0, got -1");
    assertThatThrownBy(() -> builder.add("u", "i", 1, Double.NaN))
        .hasMessage("rating: expected a finite number, got NaN");
    assertThatThrownBy(() -> builder.add("u", "i", 1))
        .hasMessage("values: expected 1, one for each of [rating], got 0");
    assertThatThrownBy(() -> builder.add("", "i", 1, 1))
        .hasMessage("user: expected a name, got nothing");
    assertThatThrownBy(() -> builder.add("u", "", 1, 1))
        .hasMessage("item: expected a name, got nothing");
    InteractionLog empty = builder.build(0);
    assertThat(empty.size()).isZero();
    assertThat(empty.users().size()).isZero();
    assertThatThrownBy(() -> InteractionLog.builder("a", "a"))
        .hasMessage("columns: expected different names, got [a, a]");
    InteractionLog log = small();
    assertThatThrownBy(() -> log.events().feedback("price"))
        .hasMessage("column: expected one of [rating, click], got price");
    assertThatThrownBy(() -> log.target(0).feedback("price"))
        .hasMessage("column: expected one of [rating, click], got price");
    assertThatThrownBy(() -> log.withFeedback("new", ImmutableDoubleArray.of(1)))
        .hasMessage("new: expected 5 values, one for each event, got 1");
    assertThatThrownBy(() -> log.withFeedback("new", ImmutableDoubleArray.of(1, Double.NaN)))
        .hasMessage("new[1]: expected a finite number, got NaN");
    assertThatThrownBy(() -> log.kCore(0)).hasMessage("least: expected at least 1, got 0");
    assertThatThrownBy(() -> log.between(3, 2)).hasMessage("to: expected at least 3, got 2");
    assertThatThrownBy(() -> log.target(5)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static ImmutableDoubleArray ratings(InteractionLog log) {
    return log.events().feedback("r");
  }

  @Test
  void aNameIsOneLine() {
    for (String name : new String[] {"a\nb", "\r", "a\tb", "\u0000", "a\u2028", "\ud800"}) {
      InteractionLogBuilder builder = InteractionLog.builder();
      String problem = ": expected a name without line breaks and control characters, got one with";
      assertThatThrownBy(() -> builder.addUser(name)).hasMessageStartingWith("user" + problem);
      assertThatThrownBy(() -> builder.addItem(name)).hasMessageStartingWith("item" + problem);
      assertThatThrownBy(() -> builder.add("a", name, 1)).hasMessageStartingWith("item" + problem);
      assertThat(builder.build(1).size()).isZero();
    }
    assertThat(InteractionLog.builder().add("a b", "\u00e9\ud83d\ude00", 1).build(1).size())
        .isEqualTo(1);
  }
}
