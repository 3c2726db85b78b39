package org.temper.cli.recommenders.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.interactions.Events;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.Names;
import org.temper.interactions.Query;

class ShownCatalogTest {
  private static Names names(String... items) {
    var log = InteractionLog.builder();
    for (String item : items) {
      log.addItem(item);
    }
    return log.add("somebody", items[0], 1).build(1).items();
  }

  @Test
  void itemsThatAreNotKnownAreInNoHistoryAndNeverBest() {
    List<Query> asked = new ArrayList<>();
    ShownCatalog catalog =
        ShownCatalog.of(
            queries -> {
              asked.addAll(queries);
              return new float[][] {{2, -3}};
            },
            names("tea", "cake"),
            names("cake", "salt", "tea"));
    Events history =
        new Events(
            ImmutableIntArray.of(2, 1, 0),
            ImmutableLongArray.of(10, 20, 30),
            ImmutableMap.of("click", ImmutableDoubleArray.of(1, 1, 0)));
    assertThat(catalog.scores(List.of(new Query(5, history, 40))))
        .isDeepEqualTo(new float[][] {{-3, -3, 2}});
    assertThat(asked)
        .containsExactly(
            new Query(
                5,
                new Events(
                    ImmutableIntArray.of(0, 1), ImmutableLongArray.of(10, 30), ImmutableMap.of()),
                40));
  }
}
