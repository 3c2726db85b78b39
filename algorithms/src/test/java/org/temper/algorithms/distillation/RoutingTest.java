package org.temper.algorithms.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.rollouts.PromptedTask;

class RoutingTest {
  @Test
  void everyTaskHasExactlyOneDomain() {
    Routing routing =
        Routing.ofTasks(
            List.of(
                PromptedTask.of("a", "logic", new long[] {1}),
                PromptedTask.of("b", "chat", new long[] {1}),
                PromptedTask.of("a", "logic", new long[] {2})),
            task -> task);
    assertThat(routing.domain("a")).isEqualTo("logic");
    assertThat(routing.domain("b")).isEqualTo("chat");
    assertThat(routing.targets()).containsExactly("logic", "chat");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> routing.domain("c"))
        .withMessageContaining("got none for c");
    assertThat(routing.withDefault("chat").domain("c")).isEqualTo("chat");
    assertThat(Routing.all("code").targets()).containsExactly("code");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Routing.ofTasks(
                    List.of(
                        PromptedTask.of("a", "logic", new long[] {1}),
                        PromptedTask.of("a", "chat", new long[] {1})),
                    task -> task));
  }

  @Test
  void theHashFollowsTheDomainsAndNotTheirOrder() {
    Routing one = Routing.of(Map.of("a", "x", "b", "y"));
    assertThat(one.contents())
        .isEqualTo(Routing.of(Map.of("b", "y", "a", "x")).contents())
        .isNotEqualTo(Routing.of(Map.of("a", "y", "b", "x")).contents())
        .isNotEqualTo(one.withDefault("x").contents());
  }
}
