package org.temper.interactions;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;

class InteractionLogProperties {

  record Row(int user, int item, long time) {}

  @Provide
  Arbitrary<List<Row>> rows() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 6),
            Arbitraries.integers().between(0, 8),
            Arbitraries.longs().between(0, 12))
        .as(Row::new)
        .list()
        .ofMaxSize(150);
  }

  private static InteractionLog log(List<Row> rows, long seed) {
    InteractionLogBuilder builder = InteractionLog.builder("code");
    for (Row row : rows) {
      builder.add("u" + row.user, "i" + row.item, row.time, code(row));
    }
    return builder.build(seed);
  }

  private static double code(Row row) {
    return row.user * 10_000 + row.item * 100 + row.time;
  }

  private static List<Double> codes(InteractionLog log) {
    return log.events().feedback("code").asList();
  }

  @Property(tries = 200)
  void everyRowStaysAndLiesInOrder(@ForAll("rows") List<Row> rows, @ForAll long seed) {
    InteractionLog log = log(rows, seed);
    assertThat(codes(log))
        .containsExactlyInAnyOrderElementsOf(
            rows.stream().map(InteractionLogProperties::code).toList());
    ImmutableLongArray times = log.events().times();
    for (int row = 0; row < log.size(); row++) {
      int user = log.userIds().get(row);
      String name = log.users().name(user);
      assertThat(name).isEqualTo("u" + (int) (codes(log).get(row) / 10_000));
      assertThat(row).isBetween(log.firstRow(user), log.endRow(user) - 1);
      if (row > log.firstRow(user)) {
        assertThat(times.get(row)).isGreaterThanOrEqualTo(times.get(row - 1));
      }
    }
  }

  @Property(tries = 100)
  void theSourcesOrderDoesNotMatterForTheSameIds(
      @ForAll("rows") List<Row> rows, @ForAll long seed, @ForAll long shuffle) {
    List<Row> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(shuffle));
    assertThat(codes(fixedIds(shuffled, seed))).isEqualTo(codes(fixedIds(rows, seed)));
  }

  private static InteractionLog fixedIds(List<Row> rows, long seed) {
    InteractionLogBuilder builder = InteractionLog.builder("code");
    for (int id = 0; id < 9; id++) {
      builder.addUser("u" + id).addItem("i" + id);
    }
    rows.forEach(row -> builder.add("u" + row.user, "i" + row.item, row.time, code(row)));
    return builder.build(seed);
  }

  @Property(tries = 200)
  void aCoreIsTheLargestPartThatKeepsItsOwnRule(
      @ForAll("rows") List<Row> rows, @ForAll @IntRange(min = 1, max = 6) int least) {
    InteractionLog core = log(rows, 0).kCore(least);
    for (int user = 0; user < core.users().size(); user++) {
      assertThat(core.history(user).size()).isGreaterThanOrEqualTo(least);
    }
    assertThat(core.itemCounts().stream()).allMatch(count -> count >= least);
    // Dropping in rounds, as plainly as can be.
    List<Row> left = new ArrayList<>(rows);
    int before;
    do {
      before = left.size();
      Map<String, Integer> counts = new HashMap<>();
      for (Row row : left) {
        counts.merge("u" + row.user, 1, Integer::sum);
        counts.merge("i" + row.item, 1, Integer::sum);
      }
      left.removeIf(
          row -> counts.get("u" + row.user) < least || counts.get("i" + row.item) < least);
    } while (left.size() < before);
    assertThat(codes(core))
        .containsExactlyInAnyOrderElementsOf(
            left.stream().map(InteractionLogProperties::code).toList());
  }

  @Property(tries = 200)
  void noEventAfterATargetIsInItsHistory(@ForAll("rows") List<Row> rows, @ForAll long seed) {
    InteractionLog log = log(rows, seed);
    LogSplit split = LogSplit.leaveLastOut(log, new HeldOut(2, 2, 1));
    for (Target target : split.test()) {
      assertThat(target.history().times().stream()).allMatch(time -> time <= target.time());
    }
    assertThat(split.train().size() + split.validation().size() + split.test().size())
        .isEqualTo(log.size());
  }

  @Property(tries = 100)
  void atATimeEveryEventIsTrainedOnOrATargetOrCounted(
      @ForAll("rows") List<Row> rows, @ForAll @IntRange(max = 13) int from) {
    InteractionLog log = log(rows, 0);
    LogSplit split = LogSplit.atTime(log, from, from + 2);
    assertThat(
            split.train().size()
                + split.validation().size()
                + split.test().size()
                + split.eventsWithoutHistory())
        .isEqualTo(log.size());
    assertThat(split.train().events().times().stream()).allMatch(time -> time < from);
    assertThat(split.test()).allMatch(target -> target.time() >= from + 2);
  }

  @Example
  void longHistoriesAreSortedToo() {
    Random random = new Random(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      rows.add(new Row(0, random.nextInt(9), random.nextInt(100_000)));
    }
    InteractionLog log = log(rows, 1);
    assertThat(log.events().times().asList())
        .isSorted()
        .hasSize(5000)
        .isEqualTo(rows.stream().map(Row::time).sorted(Comparator.naturalOrder()).toList());
    ImmutableIntArray counts = log.itemCounts();
    // Each of 9 items: mean 556, standard deviation 22.
    assertThat(counts.get(0)).isCloseTo(556, Offset.offset(120));
  }
}
